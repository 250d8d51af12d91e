"""Looking for somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TeamForm(forms.Form):
    q = forms.CharField(label=_("Name, agency or subject"), required=False, max_length=100)
    here = forms.BooleanField(label=_("At the conference today"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of the address."""
        self.is_valid()
        return self.cleaned_data
