"""What changed since, as far as the reader may know."""

import re
from datetime import timedelta

from delegation import clock
from delegation.actions import meetings, records
from delegation.happenings import END, happenings
from delegation.history import as_text
from delegation.models import Meeting
from positions.models import Position, Reserve
from tests import factories as make


def test_what_changed_on_some_issues_newest_first(cast, internet, django_assert_num_queries):
    start = clock.now()
    position, reserve = make.position(internet), make.reserve(internet)
    other = make.position(make.issue("Numbering"))
    records.change(position, seen=1, by=cast.chen, argument="One", objective="Two")
    records.change(reserve, seen=1, by=cast.amara, text="Less.")
    records.change(other, seen=1, by=cast.amara, argument="Elsewhere")

    def told(reader, **given):
        return [
            (found.model, found.by, found.columns)
            for found in happenings(reader, (Position, Reserve), since=start, **given)
        ]

    with clock.kept(), django_assert_num_queries(2):
        assert told(cast.chen, issues=[internet.pk]) == [
            (Reserve, cast.amara, ("text",)),
            (Position, cast.chen, ("objective", "argument")),
        ]
    assert [by for _, by, _ in told(cast.olga)] == [cast.amara, cast.chen]
    assert told(cast.pavel) == []
    assert told(cast.chen, until=start) == []


def test_only_of_some_records(cast, internet):
    committee = make.committee("COM5", kind="committee")
    mine, other = make.meeting(committee, number="1"), make.meeting(committee, number="2")
    start = clock.now()
    for meeting in (mine, other):
        later = meeting.starts_at + timedelta(hours=2)
        meetings.move(meeting, seen=1, starts_at=later, ends_at=later + timedelta(hours=2), room="Room C", by=cast.sol)
    found = happenings(cast.pavel, [Position], since=start, issues=[internet.pk], records={Meeting: [mine.pk]})
    assert [(one.key, one.columns) for one in found] == [(mine.pk, ("starts_at", "ends_at", "room"))]


def test_moments_as_text_stand_in_order_whatever_signs_count_for():
    """Databases differ in what a point, a plus or a tilde counts for among words: it has to count for nothing."""
    second = timedelta(seconds=1)
    moments = [make.START, make.START + second / 2, make.START + second, END]
    texts = [as_text(moment) for moment in moments]
    assert {re.sub(r"\d", "0", text) for text in texts} == {"0000-00-00T00:00:00.000000+00:00"}
    assert sorted(texts) == texts
