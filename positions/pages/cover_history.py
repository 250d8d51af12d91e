"""What was done to the meetings of a day and to who goes there, newest first."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from delegation import happenings
from delegation.happenings import Happening
from delegation.models import Conference, Duty, Meeting
from delegation.pages import markings_shown
from positions.pages import changes

MOST = 200
BEGINNING = datetime.min.replace(tzinfo=UTC)


def composed(reader: Any, conference: Conference, day: date) -> dict[str, Any]:
    """The context of the history of one day's cover. Five queries at most, none where the conference does not sit."""
    lines = _lines(reader, conference, day) if conference.has_day(day) else []
    return {"day": day, "lines": lines, "markings": markings_shown(*(line.markings for line in lines))}


def _lines(reader: Any, conference: Conference, day: date) -> list[changes.News]:
    found = Meeting.objects.visible_to(reader).on(conference, day).select_related("committee", "committee__parent")
    meetings = {meeting.pk: meeting for meeting in found}
    asked = Duty.objects.visible_to(reader).filter(meeting__in=list(meetings)).select_related("delegate")
    duties = {duty.pk: duty for duty in asked}
    done = happenings.happenings(
        reader, (), since=BEGINNING, records={Meeting: list(meetings), Duty: list(duties)}, limit=MOST
    )
    return [_line(one, meetings, duties) for one in done]


def _line(one: Happening, meetings: dict[Any, Meeting], duties: dict[Any, Duty]) -> changes.News:
    duty = duties.get(one.key)
    meeting = meetings[duty.meeting_id if duty else one.key]
    [news] = changes.told([one], None, {}, {one.key: meeting})
    if duty is None:
        return replace(news, about=f"{meeting}, {news.about}")
    words = changes.in_words([one], None, called=str(duty.delegate))
    if one.is_new and duty.delegate == one.by:
        words = _("%(name)s took on a duty") % {"name": one.by}
    if {"refused_at", "handed_over_at"} & set(one.columns):
        words = f"{words}. {duty.said_of_it}" if duty.handed_over_at else f"{words}: {duty.said_of_it}"
    return replace(news, words=words, about=f"{meeting}, {duty.get_role_display()}, {news.about}")
