"""What was read, up to when."""

from django import forms

from delegation.forms.moments import MomentField


class LookForm(forms.Form):
    until = MomentField(widget=forms.HiddenInput)
