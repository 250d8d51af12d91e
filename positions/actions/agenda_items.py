"""The agenda of a meeting: its items entered, and taken up, done or postponed while it runs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from delegation import clock, history
from delegation.access import Marking, in_force
from delegation.actions import notices, records
from delegation.live import announce
from delegation.models import Assignment, Delegate, Meeting
from delegation.versions import Outcome, Saved, Stale
from positions.models import AgendaItem, Speaker
from positions.models.agenda_items import COURSE, may_be_called
from positions.papers import Papers, place


def papers(written: Iterable[str], reader: Any, *, item: AgendaItem | None = None) -> Papers:
    """Find documents, proposals and texts by their numbers, among those that `reader` may see.

    item: what it takes is known by its name too, archived or not. Raises ValidationError where one is not known.
    """
    found = place([written], reader, _standing(item, reader) if item else {})[0]
    if found.unknown:
        told = {"papers": ", ".join(found.unknown_in_words)}
        raise ValidationError({"written": _("Not in Placard yet: %(papers)s.") % told})
    return found


def _standing(item: AgendaItem, reader: Any) -> dict[str, Any]:
    """What it takes, by name."""
    taken = (item.documents, item.proposals, item.texts)
    return {str(paper): paper for papers in taken for paper in papers.visible_to(reader)}


def add(
    meeting: Meeting, *, title: str, number: str = "", written: Any = (), by: Any, operation: UUID | None = None
) -> AgendaItem:
    """Put an item behind those that `by` sees. written: its papers by number.

    Raises PermissionDenied, and ValidationError where a paper is not known.
    """
    related = papers(written, by).related
    return enter(meeting, title=title, number=number, related=related, by=by, operation=operation)


def enter(
    meeting: Meeting,
    *,
    title: str,
    number: str,
    related: dict[str, list[Any]],
    by: Any,
    operation: UUID | None = None,
) -> AgendaItem:
    """As `add`, with papers and issues that were found already. One of one open issue is in its holders' hands."""
    last = AgendaItem.objects.visible_to(by).of(meeting).last()
    issues = related["issues"]
    issue = issues[0] if len(issues) == 1 and issues[0].marking == Marking.DELEGATION else None
    item = AgendaItem(
        meeting=meeting,
        number=number,
        title=title,
        place=last.place + 1 if last else 1,
        issue=issue,
        marking=Marking.DELEGATION,
    )
    return records.add(item, by=by, operation=operation, **related)


def change(item: AgendaItem, *, seen: int, by: Any, operation: UUID | None = None, **values: Any) -> Outcome:
    """Change what an item says and takes; `written`, where given, names all its papers by number.

    had: the papers named on the screen, where `written` may be older than what others added or took off since.
    """
    with transaction.atomic():
        if "written" in values:
            now, had = records.locked(item), values.pop("had", None)
            related = papers(values.pop("written"), by, item=now).related
            before = None if had is None else place([had], by, _standing(now, by))[0].related
            values |= {name: _since(before, related, now, name) for name in ("documents", "proposals", "texts")}
            values["issues"] = [*now.issues.all(), *related["issues"]]
        return records.change(item, seen=seen, by=by, operation=operation, **values)


def _since(before: dict[str, list[Any]] | None, written: dict[str, list[Any]], now: AgendaItem, name: str) -> list[Any]:
    """All that is written; or, where it is known what stood before, what stands now with what was changed of that."""
    if before is None:
        return written[name]
    had, standing = before[name], list(getattr(now, name).all())
    stays = [one for one in standing if one not in had or one in written[name]]
    return [*stays, *(one for one in written[name] if one not in had and one not in stays)]


def put_in_order(meeting: Meeting, items: Iterable[AgendaItem], *, by: Any, operation: UUID | None = None) -> None:
    """Have these follow each other as given; each other one stays behind what it stood behind."""
    with transaction.atomic(), history.recorded(by, operation=operation):
        records.locked(meeting)
        standing = {item.pk: item for item in AgendaItem.objects.changeable_by(by).of(meeting)}
        first = list(dict.fromkeys(item.pk for item in items if item.pk in standing))
        order = list(first)
        before = None
        for pk in standing:
            if pk not in first:
                order.insert(order.index(before) + 1 if before else 0, pk)
            before = pk
        places = sorted({item.place for item in standing.values()})
        if len(places) < len(standing):
            places = list(range(1, len(standing) + 1))
        for pk, place_now in zip(order, places, strict=True):
            if standing[pk].place != place_now:
                now = records.locked(standing[pk])
                records.write(now, place=place_now)
                announce(now)


def take_off(item: AgendaItem, *, seen: int, speakers: int, by: Any, operation: UUID | None = None) -> Outcome:
    """Take it off the agenda. speakers: how many were on its list.

    Answers Stale where its list changed, or somebody said what became of it since `seen`. Raises PermissionDenied.
    """
    with transaction.atomic():
        now = records.locked(item)
        records.require(now, by)
        if said := now.changed_since(seen) & set(COURSE):
            return Stale(now, seen, tuple(said))
        if Speaker.objects.visible_to(by).current().filter(item=now).count() != speakers:
            return Stale(now, seen, ())
        return Saved(records.archive(now, by=by, operation=operation), ("archived_at",))


def take_up(item: AgendaItem, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """The chair calls it: what was called before is done, and those who speak to the next item are told.

    Answers Stale where somebody else said what became of it since `seen`. Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _led(item, by)
        if said := now.changed_since(seen) & set(COURSE):
            return Stale(now, seen, tuple(said))
        if now.state == "now":
            return Saved(now)
        if not may_be_called(now.meeting):
            raise ValidationError(_("This meeting is not sitting: its items are called while it does."))
        # Also what `by` may not see: the chair has gone on from it, and nobody is told that it was there.
        others = AgendaItem.objects.of(now.meeting).filter(taken_at__isnull=False)
        for before in others.filter(done_at=None, postponed_at=None).select_for_update(of=("self",), no_key=True):
            records.write(before, done_at=clock.now())
            announce(before)
        records.write(now, taken_at=clock.now(), done_at=None, postponed_at=None)
        announce(now)
        _begin(now)
        _tell_who_is_next(now, by)
    return Saved(now, COURSE)


def _begin(item: AgendaItem) -> None:
    """Its meeting has begun, where nobody said so yet: it goes on beyond its time until the chair closes it. Who may
    not see what was called does not learn of it so."""
    meeting = records.locked(item.meeting)
    if not meeting.started_at and not meeting.is_read_beyond(item):
        records.write(meeting, started_at=clock.now())
        announce(meeting)


def close(item: AgendaItem, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """It is dealt with. Answers and raises as `take_up`."""
    return _say(item, "done", seen=seen, by=by, operation=operation, done_at=clock.now(), postponed_at=None)


def postpone(item: AgendaItem, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """It is put off. Answers and raises as `take_up`."""
    return _say(item, "postponed", seen=seen, by=by, operation=operation, postponed_at=clock.now(), done_at=None)


def put_back(item: AgendaItem, *, seen: int, by: Any, operation: UUID | None = None) -> Outcome:
    """It is still to come, whatever was said of it. Answers and raises as `take_up`."""
    return _say(item, "to come", seen=seen, by=by, operation=operation, **dict.fromkeys(COURSE))


def _say(item: AgendaItem, state: str, *, seen: int, by: Any, operation: UUID | None, **facts: Any) -> Outcome:
    with transaction.atomic(), history.recorded(by, operation=operation):
        now = _led(item, by)
        if said := now.changed_since(seen) & set(COURSE):
            return Stale(now, seen, tuple(said))
        if now.state == state:
            return Saved(now)
        records.write(now, **facts)
        announce(now)
    return Saved(now, tuple(facts))


def _led(item: AgendaItem, by: Any) -> AgendaItem:
    """Held, with its meeting. Raises PermissionDenied unless `by` may change it, or tells what goes on in that room."""
    meeting = records.locked(item.meeting)
    now = records.locked(item)
    is_in_room = meeting.is_timed_by(by)
    if not now.is_visible_to(by) or not (is_in_room or now.is_changeable_by(by)):
        raise PermissionDenied
    if meeting.cancelled_at or meeting.archived_at:
        raise ValidationError(_("This meeting has been cancelled."))
    if now.archived_at:
        raise ValidationError(_("This item has been taken off the agenda."))
    return now


def _tell_who_is_next(taken: AgendaItem, by: Any) -> None:
    """Once for each item: who is on its speaking list, and who holds an issue of it.

    To each the next item is the first one behind that he may see, as on his page; who may not see what is called now
    has none.
    """
    where = place_of(taken.meeting)
    waiting = set(taken.readers().exclude(pk=by.pk).values_list("pk", flat=True))
    for following in _nearest_behind(taken):
        seeing = waiting & set(following.readers().values_list("pk", flat=True))
        waiting -= seeing
        said = _("Your item is next: %(item)s (%(where)s).") % {"item": following, "where": where}
        people = _concerned(following).filter(pk__in=seeing)
        notices.tell(dict.fromkeys(people, said), about=following, key=f"item {following.pk} next")
        if not waiting:
            return


def place_of(meeting: Meeting) -> str:
    """Which meeting, and its room."""
    return ", ".join(filter(None, [str(meeting), meeting.room]))


def _nearest_behind(taken: AgendaItem) -> Iterable[AgendaItem]:
    """In the order of the agenda, the first item to come of those that the same people may see. One query."""
    behind = Q(place__gt=taken.place) | Q(place=taken.place, pk__gt=taken.pk)
    nearest: dict[Any, AgendaItem] = {}
    for item in AgendaItem.objects.of(taken.meeting).to_come().filter(behind):
        nearest.setdefault((item.marking, item.marking == Marking.CORE and item.issue_id), item)
    return nearest.values()


def _concerned(item: AgendaItem) -> Any:
    speaking = Speaker.objects.current().filter(item=item, spoken_at=None).values("delegate")
    holding = Assignment.objects.filter(in_force(), issue__in=item.issues.all()).values("delegate")
    active = Delegate.objects.active()
    return (active.filter(pk__in=speaking) | active.filter(pk__in=holding)).distinct()
