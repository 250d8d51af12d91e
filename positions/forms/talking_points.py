"""The form of new words to say."""

from typing import Any

from django import forms

from delegation.forms.markings import offer_markings
from delegation.forms.records import OperationForm
from positions.models import TalkingPoint


class NewTalkingPointForm(OperationForm, forms.ModelForm):
    """markings: those that may be chosen."""

    class Meta:
        model = TalkingPoint
        fields = ("text", "use", "marking")

    def __init__(self, *args: Any, markings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_markings(self, markings)
