"""The form by which a marking is changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.access import Marking
from delegation.forms.records import SeenForm


class MarkingForm(SeenForm):
    """markings: those that may be chosen."""

    marking = forms.ChoiceField(label=_("Marking"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, markings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marking: Any = self.fields["marking"]
        marking.choices = [(one, Marking(one).label) for one in markings]
