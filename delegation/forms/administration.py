"""The form of the administration: what it says is valid once the action has taken it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delegation import history
from delegation.access import Marked
from delegation.forms.choices import joined
from delegation.forms.conflicts import archived_sentence
from delegation.forms.records import VersionedForm
from delegation.forms.saves import add_errors
from delegation.versions import Outcome, Stale


class ActionForm(VersionedForm):
    """A whole record at once. Only what was changed on the screen is sent on: the rest may have moved meanwhile.

    reader and act are given by ActionAdmin.get_form. act: called with the form, answers as an action does.
    """

    reader: ClassVar[Any]
    act: ClassVar[Callable[..., Outcome]]
    outcome: Outcome | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance._state.adding
        if self.is_new:
            del self.fields["seen"]
        for name in self.told:
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                self._forget_hidden(name, field)
            # What the page showed comes back with the form, and tells what was changed on it.
            field.show_hidden_initial = not self.is_new

    @property
    def told(self) -> list[str]:
        """Names of the fields that say something."""
        return [name for name in self.fields if name not in self.CARRIED]

    def _forget_hidden(self, name: str, field: forms.ModelChoiceField) -> None:
        """A record that the reader may not see is not there; it stays what it is unless he chooses another."""
        chosen = self.initial.get(name)
        if chosen is None:
            return
        keys = chosen if isinstance(chosen, list) else [chosen]
        shown: Any = field.queryset
        seen = set(shown.filter(pk__in=[getattr(key, "pk", key) for key in keys]).values_list("pk", flat=True))
        kept = [key for key in keys if getattr(key, "pk", key) in seen]
        self.initial[name] = kept if isinstance(chosen, list) else next(iter(kept), None)

    @property
    def values(self) -> dict[str, Any]:
        names = self.told if self.is_new else [name for name in self.told if name in self.changed_data]
        return {name: self._sent(name) for name in names if name in self.cleaned_data}

    def _sent(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if isinstance(value, str):
            return value.replace("\r\n", "\n")
        if isinstance(value, models.QuerySet) and not self.is_new:
            return joined(self, name)
        return value

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        try:
            self.outcome = self.act(self)
        except ValidationError as refused:
            add_errors(self, refused)
        else:
            if isinstance(self.outcome, Stale):
                self._tell_what_was_changed(self.outcome)

    def validate_unique(self) -> None:
        """The action does, after it has asked whether this very form was sent before."""

    def validate_constraints(self) -> None:
        """As above."""

    def _post_clean(self) -> None:
        # Django has the record ask about its constraints too, whatever the form says of them.
        record: Any = self.instance
        record.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del record.validate_constraints

    @property
    def is_stale(self) -> bool:
        return isinstance(self.outcome, Stale)

    def _tell_what_was_changed(self, stale: Stale) -> None:
        """At each field: who changed it when, both values; to save again is then to decide for one's own."""
        if stale.is_archived:
            self.add_error(None, archived_sentence(stale.record))
            return
        stamps = history.Stamps([stale.record], self.reader)
        for name in stale.fields:
            stamp = stamps.of(stale.record, name)
            words = {
                "name": (stamp and stamp.by) or "Placard",
                "at": date_format(timezone.localtime(stamp.at), "j M H:i") if stamp else "",
                "theirs": self._in_words(name, getattr(stale.record, name)),
                "mine": self._in_words(name, self.cleaned_data.get(name)),
            }
            sentence = _(
                "%(name)s changed this to “%(theirs)s” %(at)s; you wrote “%(mine)s”. Nothing was saved. "
                "Save again to put yours in its place, or leave the page."
            )
            self.add_error(name if name in self.fields else None, sentence % words)
        self.carry(seen=stale.record.version)

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, Marked) and not value.is_visible_to(self.reader):
            value = None
        choices = dict(getattr(self.instance._meta.get_field(name), "flatchoices", None) or ())
        if value is None or value == "":
            return "–"
        if hasattr(value, "astimezone"):
            return date_format(timezone.localtime(value), "j M Y H:i")
        return str(choices.get(value, value))
