"""The form by which one says what a position rests on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import OperationForm
from positions.models import Instruction, Text


class RestForm(OperationForm):
    """instructions, texts: what may be chosen. One of them."""

    on = forms.ChoiceField(label=_("Rests on"))

    def __init__(self, *args: Any, instructions: list[Instruction], texts: list[Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named: dict[str, Any] = {f"instruction:{one.pk}": one for one in instructions}
        self.named |= {f"text:{one.pk}": one for one in texts}
        choices = [
            (_("Live instructions"), [(f"instruction:{one.pk}", str(one)) for one in instructions]),
            (_("Texts"), [(f"text:{one.pk}", one.named) for one in texts]),
        ]
        self.fields["on"].choices = [("", _("choose")), *choices]  # type: ignore[attr-defined]

    def clean_on(self) -> Any:
        return self.named[self.cleaned_data["on"]]
