"""What an opened page says of itself, as its script sends it."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from delegation.actions.presences import Sheet, Writing

TOPIC = re.compile(r"[a-z]{1,30}:[0-9a-f-]{36}")
NAME = re.compile(r"[a-z_]{1,40}")
MOST_EDITORS = 20
LONGEST_IDLE = 86_400  # seconds


class PresenceForm(forms.Form):
    """writes: of each open editor "position:<key> argument", and " unsaved" where its words are not saved."""

    tab = forms.UUIDField()
    left = forms.BooleanField(required=False)
    hidden = forms.BooleanField(required=False)
    idle = forms.IntegerField(required=False, min_value=0, max_value=10**9)
    place = forms.RegexField(TOPIC, required=False, max_length=80)

    data: QueryDict

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = self.data.getlist("writes")
        if len(said) > MOST_EDITORS:
            raise ValidationError(_("More is open here than Placard can show."))
        cleaned["writes"] = tuple(filter(None, map(_read, said)))
        return cleaned

    @property
    def sheet(self) -> Sheet:
        said = self.cleaned_data
        idle = timedelta(seconds=min(said["idle"] or 0, LONGEST_IDLE))
        return Sheet(said["tab"], said["place"], said["writes"], is_hidden=said["hidden"], idle=idle)


def _read(said: str) -> Writing | None:
    record, _space, rest = said.partition(" ")
    field, _space, unsaved = rest.partition(" ")
    if not TOPIC.fullmatch(record) or not NAME.fullmatch(field):
        return None
    return Writing(record, field, is_unsaved=unsaved == "unsaved")
