"""Forms of one cell of the stances."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.forms.moments import DayInput
from delegation.forms.records import OperationForm, VersionedForm
from delegation.models import MemberState
from positions.models import Stance


class _Cell(forms.ModelForm):
    class Meta:
        model = Stance
        fields = ("value", "ask", "source", "stated_on", "confidence")
        widgets = {"stated_on": DayInput}


class StanceForm(VersionedForm, _Cell):
    """stance: the key of the one that is edited; what stands in its cell may be another by the time it is sent."""

    stance = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    CARRIED = (*VersionedForm.CARRIED, "stance")

    class Meta(_Cell.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stance"].initial = self.instance.pk


class NewStanceForm(OperationForm, _Cell):
    class Meta(_Cell.Meta):
        pass


class StateStanceForm(NewStanceForm):
    """The State first, by its ITU symbol or its name; `states` for the suggestions."""

    state = forms.CharField(label=_("State"), max_length=100, help_text=_("Its ITU symbol, as J or USA, or its name."))
    field_order = ("state",)

    def __init__(self, *args: Any, states: list[MemberState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states = states
        self.fields["state"].widget.attrs["list"] = "states"

    def clean_state(self) -> MemberState:
        typed = self.cleaned_data["state"].strip().casefold()
        for state in self.states:
            if typed in (state.symbol.casefold(), state.name.casefold(), state.name_then.casefold()):
                return state
        raise ValidationError(_("No Member State is called so: write its ITU symbol or its name."))
