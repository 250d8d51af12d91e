"""Forms by which what a member held is handed on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.members import MemberField
from delegation.forms.records import SeenForm
from positions.forms.meetings import NEXT, WHY_IN_TWO_ROOMS


class DutyToForm(SeenForm):
    to = MemberField(label=_("To"))
    note = forms.CharField(label=NEXT, max_length=300, required=False)
    override_reason = forms.CharField(**WHY_IN_TWO_ROOMS)


class HeldToForm(SeenForm):
    to = MemberField(label=_("To"), required=False, help_text=_("Leave it empty where others who hold it go on."))


class DraftToForm(SeenForm):
    to = MemberField(label=_("To"), help_text=_("The head, a deputy or capital."))


class ClearanceForm(SeenForm):
    """The member reads what is marked Delegation from now on."""

    @property
    def values(self) -> dict[str, Any]:
        return {"clearance": "delegation"}
