"""Forms by which one says what became of an instruction, and corrects it."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation.forms.moments import MomentField
from delegation.forms.records import OperationForm, SeenForm
from delegation.models import Meeting
from positions.models import Delivery

WORDS = forms.Textarea(attrs={"rows": 4, "dir": "auto"})


class DeliveryForm(OperationForm):
    """meetings: those at which it may have been."""

    kind = forms.ChoiceField(label=_("What became of it"), choices=Delivery.Kind, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("The words"), help_text=_("As they were said or handed in; else why it was not used."), widget=WORDS
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting"), queryset=Meeting.objects.none(), required=False, empty_label=_("at no meeting")
    )
    at = MomentField(label=_("When"), required=False)

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["meeting"].queryset = meetings
        fields["meeting"].label_from_instance = _at_its_time
        fields["at"].help_text = _("Empty: now. Else in conference time.")


class CorrectionForm(SeenForm):
    words = forms.CharField(label=_("The words as they were"), widget=WORDS)
    wrong = forms.CharField(label=_("What was wrong"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def _at_its_time(meeting: Meeting) -> str:
    """ "WG-PL, meeting 6, 09:30"; with the day, as the list is of several."""
    return f"{meeting}, {date_format(localtime(meeting.starts_at), 'D j M H:i')}"
