"""What was read, up to when."""

from datetime import UTC, datetime

from django import forms
from django.core.validators import MinValueValidator


class LookForm(forms.Form):
    until = forms.DateTimeField(
        widget=forms.HiddenInput, validators=[MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC))]
    )
