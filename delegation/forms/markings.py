"""The form by which a marking is changed, and what any form offers to choose from."""

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
        offer_markings(self, markings)


def offer_markings(form: Any, markings: list[str]) -> None:
    """Of all markings, only those that may be chosen; any other is then refused."""
    form.fields["marking"].choices = [(one, Marking(one).label) for one in markings]
