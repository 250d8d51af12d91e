"""One meeting as one member sees it."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from delegation import access, clock, live, rooms
from delegation.models import Committee, Delegate, Duty, Issue, Meeting
from delegation.models.meetings import TO_COME
from delegation.pages import Act, Field, markings_shown
from positions.forms.agendas import SpeakerForm
from positions.forms.meetings import AssignForm
from positions.models import Outcome
from positions.models.agenda_items import may_be_called
from positions.pages import agenda, course
from positions.pages import notes as noting


@dataclass(frozen=True)
class Place:
    """A duty, and the other meetings at which its member is to be at that time."""

    duty: Duty
    elsewhere: list[Meeting]


def composed(meeting: Meeting, reader: Any) -> dict[str, Any]:
    """The context of the page of a meeting fetched with its cover. The number of queries is the same for each."""
    items = agenda.items(meeting, reader)
    found = agenda.topics(items, reader)
    outcomes = list(
        Outcome.objects.visible_to(reader).current().known().filter(meeting=meeting).with_subject().newest_first()
    )
    notes = noting.of_meeting(meeting, reader)
    elsewhere = _elsewhere(meeting, reader)
    beside = rooms.shared([meeting], reader).get(meeting.pk, [])
    may_run = access.may_run(reader)
    may_enter = meeting.is_changeable_by(reader) and meeting.state != "cancelled"
    may_keep = may_enter and meeting.state in TO_COME
    may_time = meeting.is_timed_by(reader)
    may_miss = meeting.state == "ended" and meeting.is_accounted_for_by(reader)
    return {
        "meeting": meeting,
        "group": Committee.objects.get(pk=meeting.committee_id),
        "day": localdate(meeting.starts_at),
        "places": [Place(duty, elsewhere.get(duty.delegate_id, [])) for duty in meeting.cover],
        "own": meeting.duty_of(reader),
        "own_elsewhere": elsewhere.get(reader.pk, []),
        "given_back": list(given_back(meeting, reader)),
        "topics": found,
        "asks_on": set(Issue.objects.visible_to(reader).open().held_by(reader).values_list("pk", flat=True)),
        "course": course.lines(meeting, items, reader, may_time=may_time),
        "may_enter": may_enter,
        "may_call": may_be_called(meeting),
        "speaker": SpeakerForm(),
        "outcomes": outcomes,
        "notes": notes,
        "may_run": may_run and meeting.state != "cancelled",
        "may_keep": may_keep,
        "may_cancel": may_keep and may_run,
        "may_miss": may_miss,
        "beside": beside,
        "time_field": time_field(meeting, beside, may_keep=may_keep),
        "state_field": state_field(meeting, may_run=may_run, may_time=may_time),
        "ask": AssignForm() if may_run else None,
        "members": Delegate.objects.suggested(),
        "markings": _markings(
            meeting,
            items,
            found,
            [*outcomes, *notes],
            [*beside, *(one for others in elsewhere.values() for one in others)],
        ),
    }


def time_field(meeting: Meeting, beside: list[Meeting], *, may_keep: bool) -> Field:
    """beside: what else is in its room then."""
    shown = {"meeting": meeting, "zone": _capital_zone(), "beside": beside}
    return Field(
        id="meeting-time",
        label=_("Time and room"),
        html=SafeString(render_to_string("positions/meeting_time.html", shown)),
        edit_url=reverse("meeting-move", args=[meeting.pk]),
        record=live.topic(meeting),
        name="starts_at",
        can_edit=may_keep,
        level="plain",
    )


def state_field(meeting: Meeting, *, may_run: bool = True, may_time: bool = False) -> Field:
    """may_run: whether the reader says that it is held; may_time: that it began and ended."""
    acts = []
    if may_run and meeting.state == "planned":
        label = _("Confirm that it will be held")
        acts.append(Act(_act("meeting-confirm", meeting), _("Confirm"), label, seen=meeting.version))
    about_now = meeting.may_be_entered and meeting.state in (*TO_COME, "running")
    if may_time and about_now and not meeting.started_at:
        label = _("The chair opens the meeting")
        acts.append(Act(_act("meeting-start", meeting), _("It begins"), label, seen=meeting.version))
    if may_time and meeting.state == "running":
        label = _("The chair closes the meeting")
        acts.append(Act(_act("meeting-end", meeting), _("It is over"), label, seen=meeting.version))
    words = str(meeting.state_in_words)
    if meeting.cancelled_at:
        words = f"{words}: {meeting.cancelled_why}"
    return Field(
        id="meeting-state",
        label=_("State"),
        text=words,
        edit_url=reverse("meeting-cancel", args=[meeting.pk]),
        acts=tuple(acts),
        level="plain",
    )


def _capital_zone() -> str:
    conference = clock.conference()
    return conference.capital_zone if conference else "UTC"


def _act(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.pk])


def _elsewhere(meeting: Meeting, reader: Any) -> dict[Any, list[Meeting]]:
    """Other meetings at that time at which those on duty are to be as well, by member. One query."""
    found: dict[Any, list[Meeting]] = {}
    duties = Duty.objects.visible_to(reader).standing().at_the_time_of(meeting)
    for duty in duties.filter(delegate__in=[duty.delegate_id for duty in meeting.cover]).with_meeting():
        found.setdefault(duty.delegate_id, []).append(duty.meeting)
    return found


def given_back(meeting: Meeting, reader: Any) -> Any:
    """Duties that were refused or handed over, with the reason."""
    duties = Duty.objects.visible_to(reader).current().given_back().filter(meeting=meeting)
    return duties.select_related("delegate").order_by("role", "delegate__name")


def _markings(
    meeting: Meeting,
    items: list[Any],
    found: list[agenda.Topic],
    told: list[Any],
    elsewhere: list[Meeting],
) -> list[str]:
    shown: list[Any] = [meeting, meeting.cover, told, elsewhere]
    for topic in found:
        shown += [topic.issue, topic.position]
        shown += [one for band in topic.bands for one in (band.instruction, band.predecessor)]
    shown += [paper for item in items for paper in (item, *item.papers, *item.acted_on, *item.moved)]
    return markings_shown(*shown)
