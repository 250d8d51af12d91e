"""The form by which an earlier text is brought back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import SeenForm
from delegation.versions import read_key, read_version


class BringingBackForm(SeenForm):
    """Which one: that of a version, or one that was sent and not taken."""

    version = forms.CharField(required=False)
    wording = forms.CharField(required=False)

    CARRIED = (*SeenForm.CARRIED, "version", "wording")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["version"] = read_version(cleaned.get("version"))
        cleaned["wording"] = read_key(cleaned.get("wording"))
        if (cleaned["version"] is None) == (cleaned["wording"] is None):
            raise ValidationError(_("This form does not say which text it means. Load the page again."))
        return cleaned

    @property
    def which(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("version", "wording")}
