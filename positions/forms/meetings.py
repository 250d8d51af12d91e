"""Forms of the meeting page: moving, cancelling, and who is to be there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.members import MemberField
from delegation.forms.moments import SessionField
from delegation.forms.records import OperationForm, SeenForm, VersionedForm
from delegation.models import Committee, Delegate, Duty, Meeting

NEXT = _("What should the next one know?")
WHY_IN_TWO_ROOMS: dict[str, Any] = {
    "label": _("Why in two rooms at once"),
    "max_length": 200,
    "required": False,
    "help_text": _("Only where the member is to be elsewhere at that time."),
}


class MoveForm(VersionedForm):
    class Meta:
        model = Meeting
        fields = ["starts_at", "ends_at", "room"]
        field_classes = {"starts_at": SessionField, "ends_at": SessionField}


class MeetingForm(OperationForm, forms.ModelForm):
    """A meeting that is not in the time plan yet."""

    class Meta:
        model = Meeting
        fields = [
            "committee",
            "number",
            "title",
            "starts_at",
            "ends_at",
            "times_are_estimated",
            "room",
            "agenda_symbol",
        ]
        field_classes = {"starts_at": SessionField, "ends_at": SessionField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.working()  # type: ignore[attr-defined]


class AssignForm(OperationForm):
    delegate = MemberField()
    role = forms.ChoiceField(label=_("As"), choices=Duty.Role.choices)
    note = forms.CharField(label=_("What to know"), max_length=300, required=False)
    override_reason = forms.CharField(**WHY_IN_TWO_ROOMS)


class GiveBackForm(SeenForm):
    """What a member had accepted goes to somebody else, whom others find."""

    note = forms.CharField(
        label=NEXT,
        max_length=300,
        help_text=_(
            "What was said, what is open, whom to ask. Whoever sees the meeting reads it, and who asks is told."
        ),
    )


class PlaceForm(OperationForm):
    """Who is carried to which place on the board; sent by a script alone."""

    delegate = forms.ModelChoiceField(Delegate.objects.active())
    role = forms.ChoiceField(choices=Duty.Role.choices)
