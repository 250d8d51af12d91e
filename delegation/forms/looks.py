"""What was read, from when and up to when."""

from django import forms

from delegation.forms.moments import MomentField


class LookForm(forms.Form):
    until = MomentField(widget=forms.HiddenInput)


class ReadForm(LookForm):
    since = MomentField(widget=forms.HiddenInput)
