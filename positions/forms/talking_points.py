"""The form of new words to say."""

from typing import Any

from django import forms

from delegation.access import Marking
from delegation.forms.records import OperationForm
from positions.models import TalkingPoint


class NewTalkingPointForm(OperationForm, forms.ModelForm):
    """markings: those that may be chosen."""

    class Meta:
        model = TalkingPoint
        fields = ("text", "use", "marking")

    def __init__(self, *args: Any, markings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marking: Any = self.fields["marking"]
        marking.choices = [(one, Marking(one).label) for one in markings]
