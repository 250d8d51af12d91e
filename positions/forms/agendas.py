"""Forms of an agenda: pasted whole, or typed item by item; and its speaking lists."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.forms.members import MemberField
from delegation.forms.records import OperationForm, SeenForm
from delegation.imports.rows import Row
from delegation.imports.sheets import Sheet
from positions import agendas
from positions.models import AgendaItem, Speaker


class PasteForm(forms.Form):
    """`rows` holds the lines of a valid paste."""

    agenda = forms.CharField(
        label=_("Agenda"),
        max_length=60_000,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("As it stands in the ADM document: one line for each item, with its number in front."),
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.rows: list[Row] = []

    def clean_agenda(self) -> str:
        text = self.cleaned_data["agenda"]
        self.rows = agendas.rows(self.sheet, text)
        return text


LONGEST_LIST = 20_000  # an agenda may name hundreds of papers under one item


class ItemForm(OperationForm):
    number = forms.CharField(label=_("Item"), max_length=10, required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
    written = forms.CharField(
        label=_("Documents, proposals, texts"),
        max_length=LONGEST_LIST,
        required=False,
        help_text=_("By number, with commas between them: 80(Add.1), RCC/73A1/12, Res 101."),
    )

    def clean_written(self) -> list[str]:
        return _each(self.cleaned_data["written"])


class ChangedItemForm(SeenForm, ItemForm):
    """had: what was written there when the form was shown."""

    had = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_LIST, required=False)

    def clean_had(self) -> list[str] | None:
        return _each(self.cleaned_data["had"]) if "had" in self.data else None

    @staticmethod
    def initial_of(item: AgendaItem) -> dict[str, Any]:
        """As the item stands."""
        papers = [*item.documents.all(), *item.proposals.all(), *item.texts.all()]
        written = ", ".join(str(paper) for paper in papers)
        return {"number": item.number, "title": item.title, "written": written, "had": written, "seen": item.version}


def _each(listed: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,;\n]", listed) if one.strip()]


class SpeakerForm(OperationForm):
    delegate = MemberField()
    voice = forms.ChoiceField(label=_("Speaks"), choices=Speaker.Voice.choices)

    def clean_delegate(self) -> Any:
        if self.cleaned_data["delegate"] is None:
            raise ValidationError(_("Name a member."))
        return self.cleaned_data["delegate"]
