"""The form by which an issue is opened."""

from typing import Any

from django import forms

from delegation.access import Marking
from delegation.forms.records import OperationForm
from delegation.models import Issue


class IssueForm(OperationForm, forms.ModelForm):
    """markings: those that may be chosen."""

    class Meta:
        model = Issue
        fields = ("name", "summary", "committees", "marking")
        widgets = {"committees": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, markings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committees: Any = self.fields["committees"]
        committees.queryset = committees.queryset.current()
        marking: Any = self.fields["marking"]
        marking.choices = [(one, Marking(one).label) for one in markings]
