"""The form by which words to say are put elsewhere in their order."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegation.forms.records import OperationForm
from delegation.versions import read_key


class PlacingForm(OperationForm):
    """Before or after which others; sent by a script alone."""

    before = forms.CharField(required=False)
    after = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("before", "after"):
            cleaned[name] = read_key(cleaned.get(name))
        if (cleaned["before"] is None) == (cleaned["after"] is None):
            raise ValidationError(_("This does not say before or after which words. Load the page again."))
        return cleaned
