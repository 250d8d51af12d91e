"""Two texts that met, shown beside the editor, and the answers to them."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.actions import wordings
from delegation.forms.records import VersionedForm
from delegation.merging import ANSWERS, marked_words, merge
from delegation.related import named_for
from delegation.values import in_words
from delegation.versions import Stale


@dataclass(frozen=True)
class Conflict:
    """Both texts, marked against the one that both began with, where that may be known.

    by, at: who saved the other, and when. is_prose: whether both can stand, one behind the other.
    """

    by: Any
    at: Any
    theirs: list[tuple[str, str]]
    mine: list[tuple[str, str]]
    base: str
    is_prose: bool


def conflict(stale: Stale, form: VersionedForm, reader: Any) -> Conflict:
    """What somebody else wrote and what oneself sent. Six queries at most."""
    record, names = stale.record, stale.fields
    stamp = history.Stamps([record], reader).of(record, names[0])
    past = wordings.starts(record, seen=stale.seen, sent=form.cleaned_data.get("sent"), by=reader)

    def words(values: dict[str, Any]) -> str:
        return "\n\n".join(_said(record, name, values[name], reader) for name in names)

    theirs, mine = words({name: getattr(record, name) for name in names}), words(form.values)
    # The past holds keys of other records, which are no words.
    is_told = all(name in past and not record._meta.get_field(name).is_relation for name in names)
    base = words(past) if is_told else ""
    return Conflict(
        by=stamp.by if stamp else None,
        at=timezone.localtime(stamp.at) if stamp else None,
        theirs=marked_words(base or theirs, theirs),
        mine=marked_words(base or theirs, mine),
        base=base,
        is_prose=any(wordings.is_prose(record, name) for name in names),
    )


def settle(form: VersionedForm, record: Any, answer: str, reader: Any) -> None:
    """Put into a valid form what its answer to a conflict makes of the two texts; "merge": both, to be edited.

    Where nothing was answered, one's words meet the others' once more. What only one side changed stands in any case.
    Up to five queries.
    """
    began, seen = form.cleaned_data.get("began"), form.cleaned_data["seen"]
    if began is None:
        return
    if answer not in (*ANSWERS, "merge"):
        form.cleaned_data["seen"] = began
        return
    past = wordings.starts(record, seen=began, sent=form.cleaned_data["sent"], by=reader)
    beside = history.past_values(record, seen, reader) or {}
    for name, mine in form.values.items():
        if name in beside and wordings.is_prose(record, name):
            met = merge(past.get(name), beside[name], mine)
            form.put(**{name: met.resolved("theirs-mine" if answer == "merge" else answer)})
        elif not record._meta.get_field(name).many_to_many:
            is_untouched = name in past and wordings.kept(mine) == past[name]
            form.put(**{name: getattr(record, name) if answer == "theirs" or is_untouched else mine})
    form.cleaned_data["sent"] = None
    form.carry(sent=None, began=None)


@dataclass(frozen=True)
class Archived:
    """Somebody archived what one was writing. can_restore, can_copy: what may be done with one's words."""

    sentence: str
    can_restore: bool
    can_copy: bool


def archived_sentence(record: Any) -> str:
    """ "Archived by Ben Okafor 31 Oct 10:31." """
    at = date_format(timezone.localtime(record.archived_at, clock.zone()), "j M H:i")
    return _("Archived by %(name)s %(at)s.") % {"name": record.archived_by or "Placard", "at": at}


def _said(record: Any, name: str, value: Any, reader: Any) -> str:
    field = record._meta.get_field(name)
    return named_for(reader, value) if field.is_relation else in_words(field, value)
