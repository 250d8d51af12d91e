"""The form of a new alternative."""

from django import forms

from delegation.forms.records import OperationForm
from positions.models import Alternative


class NewAlternativeForm(OperationForm, forms.ModelForm):
    class Meta:
        model = Alternative
        fields = ("text",)
