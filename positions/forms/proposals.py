"""Forms by which proposals and their outcomes are filed and changed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation import clock
from delegation.forms.moments import DayInput
from delegation.forms.records import OperationForm, VersionedForm
from delegation.models import Committee, Issue
from positions.actions.proposals import columns_of
from positions.forms.references import DocumentField, TextField
from positions.forms.widgets import Choice
from positions.models import Outcome, Proposal


class ProposalFields(forms.ModelForm):
    """What the forms on a proposal share; made with the `reader` whose texts and issues may be named."""

    number = forms.CharField(label=_("Number"), max_length=200, help_text=_("As typed: RCC/73A1/12."))
    text = TextField(label=_("Text"), required=False, help_text=_("As people call it: Res 102."))
    document = DocumentField(label=_("Document"), required=False, help_text=_("As printed: 73(Add.1)."))

    class Meta:
        model = Proposal
        fields: tuple[str, ...] = (
            *("number", "number_is_sample", "action", "title", "text", "ask", "stage", "committee", "sponsors"),
            *("document", "issue", "is_ours", "note", "source", "confidence"),
        )
        widgets = dict.fromkeys(("action", "stage", "committee", "issue"), Choice)

    def __init__(self, *args: Any, reader: Any, only: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = Issue.objects.visible_to(reader).current().in_order()
        for name in self.Meta.fields if only else ():
            if name not in only:
                del self.fields[name]
        for name, field in self.fields.items():
            if isinstance(field, TextField | DocumentField):
                field.reader = reader
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset = self.issues if name == "issue" else Committee.objects.current()

    def clean_number(self) -> str:
        return columns_of(self.cleaned_data["number"])["number"]

    def clean_issue(self) -> Issue | None:
        """An empty choice leaves in place an issue that the reader does not see."""
        chosen, standing = self.cleaned_data["issue"], self.initial.get("issue")
        is_hidden = chosen is None and standing and not self.issues.filter(pk=standing).exists()
        return Issue(pk=standing) if is_hidden else chosen


class ProposalForm(ProposalFields, VersionedForm):
    """Some fields of a proposal that is there."""


class NewProposalForm(ProposalFields, OperationForm):
    """A proposal as filed: number, action and title; everything else may come later."""

    class Meta(ProposalFields.Meta):
        fields = (
            *("number", "action", "title", "text", "ask", "stage", "committee", "sponsors", "document", "issue"),
            *("note", "source"),
        )

    @property
    def values(self) -> dict[str, Any]:
        """Without the document where none was named: it follows from the number."""
        return {name: value for name, value in super().values.items() if name != "document" or value}


class OutcomeFields(forms.ModelForm):
    document = DocumentField(label=_("Where it stands"), required=False, help_text=_("Such as 165 or DT/82."))

    class Meta:
        model = Outcome
        fields = ("result", "summary", "decided_on", "document", "source")
        widgets = {"result": Choice, "decided_on": DayInput}

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(document := self.fields["document"], DocumentField):
            document.reader = reader

    def clean_decided_on(self) -> date | None:
        day = self.cleaned_data["decided_on"]
        if day and day > clock.today():
            raise ValidationError(_("This day is yet to come."))
        return day


class OutcomeForm(OutcomeFields, VersionedForm):
    """An outcome that is recorded."""


class NewOutcomeForm(OutcomeFields, OperationForm):
    """What came of a proposal."""
