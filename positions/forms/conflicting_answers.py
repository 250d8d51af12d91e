"""The form by which one of two answers is decided for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import SeenForm


class DecisionForm(SeenForm):
    """choices: who answered each."""

    decided_for = forms.ChoiceField(label=_("What holds"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decided_for: Any = self.fields["decided_for"]
        decided_for.choices = choices
