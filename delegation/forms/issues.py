"""Forms by which an issue is opened, and given to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.markings import offer_markings
from delegation.forms.members import MemberField
from delegation.forms.moments import DayInput
from delegation.forms.records import OperationForm
from delegation.models import Assignment, Issue


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
        offer_markings(self, markings)


class HolderForm(OperationForm):
    """Who is to lead the issue or to be alternate of it, from which day to which."""

    person = MemberField()
    role = forms.ChoiceField(label=_("As"), choices=Assignment.Role.choices)
    starts_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("To"), widget=DayInput, required=False)
