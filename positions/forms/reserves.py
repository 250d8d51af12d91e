"""The form of a new fallback, red line or thinking."""

from django import forms

from delegation.forms.records import OperationForm
from positions.models import Reserve


class NewReserveForm(OperationForm, forms.ModelForm):
    class Meta:
        model = Reserve
        fields = ("text",)
