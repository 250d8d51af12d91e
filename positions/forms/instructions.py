"""Forms by which instructions are drafted, issued and withdrawn."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.forms.markings import offer_markings
from delegation.forms.records import OperationForm, SeenForm, VersionedForm
from delegation.versions import read_key
from positions.models import Instruction


class DraftForm(OperationForm, forms.ModelForm):
    """texts: those of the issue. markings: those that may be chosen."""

    class Meta:
        model = Instruction
        fields = ("text", "kind", "mandate", "marking")

    def __init__(self, *args: Any, texts: Any, markings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, texts)
        offer_markings(self, markings)


class QuestionForm(VersionedForm):
    """Which text of its issue a draft is on, or the whole; texts: as in DraftForm."""

    class Meta:
        model = Instruction
        fields = ("text",)

    def __init__(self, *args: Any, texts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, texts)


def _offer(form: Any, texts: Any) -> None:
    field = form.fields["text"]
    field.queryset, field.empty_label, field.help_text = texts, _("The whole issue"), ""


class IssuingForm(SeenForm):
    """Which draft was read, and which live instruction stood beside it ("" for none)."""

    predecessor = forms.CharField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Why it is issued before every agency has agreed"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    CARRIED = (*SeenForm.CARRIED, "predecessor")

    def clean_predecessor(self) -> UUID | None:
        typed = self.cleaned_data["predecessor"]
        key = read_key(typed) if typed else None
        if typed and key is None:
            raise ValidationError(_("This form does not say which instruction was live. Load the page again."))
        return key


class WithdrawalForm(SeenForm):
    why = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea)
