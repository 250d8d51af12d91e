"""Forms of a note from the room."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation import clock
from delegation.forms.records import OperationForm, form_of
from delegation.models import MemberState, RegionalGroup
from delegation.versions import read_moment
from positions.models import Note
from positions.models.notes import WHO

ChangedNoteForm = form_of(Note, "text")


class NoteForm(OperationForm):
    """One remark. who: as it was typed; recent: as it was tapped, where nothing was typed. at: when it was said, where
    that is sent later."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Note.Kind)
    who = forms.CharField(label=_("State or group"), required=False, max_length=100)
    recent = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    text = forms.CharField(label=_("Words"), required=False, max_length=2000)
    at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    meeting = forms.CharField(widget=forms.HiddenInput, max_length=40)
    item = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    issue = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("who", "").strip() or cleaned.get("recent", "").strip()
        cleaned |= {"group": None, "state": None}
        if typed:
            cleaned |= holder(typed)
        elif cleaned.get("kind") not in (None, Note.Kind.NOTE):
            self.add_error("who", WHO)
        return cleaned

    def clean_at(self) -> Any:
        sent = self.cleaned_data["at"]
        if not sent:
            return None
        moment = read_moment(sent)
        if moment is None:
            raise ValidationError(_("This is no moment."))
        if clock.now() - moment > timedelta(hours=settings.COPIES_KEPT_HOURS):
            raise ValidationError(_("It waited too long to be taken over by itself: write it down anew."))
        return moment

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "group", "state", "text", "at")}


def holder(typed: str) -> dict[str, Any]:
    """The group or State that is called so, or the only State whose name begins so. Two queries.

    Raises ValidationError.
    """
    words = typed.casefold()
    for group in RegionalGroup.objects.filter(archived_at=None):
        if words in (group.code.casefold(), group.abbreviation.casefold(), group.name.casefold()):
            return {"group": group}
    beginning = []
    for state in MemberState.objects.current():
        if words in (state.symbol.casefold(), state.name.casefold(), state.name_then.casefold()):
            return {"state": state}
        if state.name.casefold().startswith(words):
            beginning.append(state)
    if len(beginning) == 1:
        return {"state": beginning[0]}
    raise ValidationError(_("No Member State or group is called “%(who)s”.") % {"who": typed})
