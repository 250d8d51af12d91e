"""Forms by which capital is asked, and answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import clock
from delegation.forms.markings import offer_markings
from delegation.forms.moments import MomentField
from delegation.forms.records import OperationForm, SeenForm, VersionedForm
from delegation.models import Meeting
from positions.models import GuidanceRequest, Instruction, Proposal, Text, needed_by

SHORT = forms.Textarea(attrs={"rows": 2})


def _in_capital() -> str:
    """What time it is there, asked when a form is shown."""
    there = date_format(needed_by.there(clock.now()), "H:i")
    if needed_by.is_night_there(clock.now()):
        return _("Conference time. In capital it is %(there)s now, and night.") % {"there": there}
    return _("Conference time. In capital it is %(there)s now.") % {"there": there}


IN_CAPITAL = lazy(_in_capital, str)()


class NeededByField(MomentField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = IN_CAPITAL


class AskForm(OperationForm, forms.ModelForm):
    """texts: those of the issue. markings: those that may be chosen. reader: who asks. is_per_text: whether
    instructions on the issue stand per text, so that none on the whole could be issued.

    keeps: whether it stays a draft; by the button that is pressed.
    """

    needed_by = NeededByField(label=gettext_lazy("Needed by"), required=False)
    keeps = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    class Meta:
        model = GuidanceRequest
        fields = (*GuidanceRequest.ASKED, "text", "marking", "proposal", "meeting")
        widgets = {
            "question": forms.Textarea(attrs={"rows": 2, "autofocus": True}),
            "proposal": forms.HiddenInput,
            "meeting": forms.HiddenInput,
        }

    def __init__(
        self, *args: Any, texts: Any, markings: list[str], reader: Any, is_per_text: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        text = fields["text"]
        text.queryset, text.empty_label, text.help_text = texts, gettext_lazy("The whole issue"), ""
        if is_per_text:
            text.help_text = gettext_lazy(
                "Instructions on this issue stand per text: choose the one that the answer is to be on."
            )
        fields["proposal"].queryset = Proposal.objects.visible_to(reader).current()
        fields["meeting"].queryset = Meeting.objects.visible_to(reader).current()
        offer_markings(self, markings)

    @property
    def carried(self) -> list[Any]:
        """Hidden inputs; but for that which the button fills."""
        return [field for field in self.hidden_fields() if field.name != "keeps"]


class NeededByForm(VersionedForm):
    needed_by = NeededByField(label=gettext_lazy("Needed by"), required=False)

    class Meta:
        model = GuidanceRequest
        fields = ("needed_by",)


class AskBackForm(SeenForm):
    asked_back = forms.CharField(
        label=gettext_lazy("What must capital know to answer?"),
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )


class ReplyForm(SeenForm):
    reply = forms.CharField(
        label=gettext_lazy("Our reply"), widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )
    needed_by = NeededByField(label=gettext_lazy("Needed by"), required=False)


class TextField(forms.ModelChoiceField):
    """A text, with what is `live` on it."""

    live: Mapping[Any, Instruction]

    def label_from_instance(self, text: Any) -> str:
        if standing := self.live.get(text.pk):
            # In full: the end of an order may say its opposite.
            words = _("%(text)s. Live: %(kind)s. %(said)s")
            return words % {"text": text.named, "kind": standing.get_kind_display(), "said": standing.mandate}
        return _("%(text)s. Nothing is live.") % {"text": text.named}


class AnswerForm(SeenForm):
    """What the delegation is to do, and the words of it.

    texts: of which one is chosen, where the question does not say which. live: what is in force, by text.
    """

    text = TextField(
        label=gettext_lazy("Text"),
        queryset=Text.objects.none(),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "The question is on the whole issue, and instructions on it stand per text: choose the one that the "
            "answer is about."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Order"), choices=[("", gettext_lazy("choose")), *Instruction.Kind.choices]
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy(
            "In words that can be carried out as they stand: they open the draft of an instruction."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, texts: Any = None, live: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if texts is None:
            del self.fields["text"]
        else:
            field: Any = self.fields["text"]
            field.live, field.queryset = live or {}, texts


class WithdrawForm(SeenForm):
    why = forms.CharField(label=gettext_lazy("Why it is withdrawn"), max_length=300, widget=SHORT)
