"""S15 of the stream: what is hidden changes, and an adviser is sent byte for byte what he is sent without it."""

import re
from datetime import timedelta

import time_machine

from delegation import live
from delegation.actions import meetings, notices, presences, records
from delegation.models import Event
from positions.actions import climbs, instructions
from positions.actions.acknowledgements import note_read
from positions.models import Instruction
from positions.models.holders import ISSUED
from tests import factories as make
from tests.listening import ask, session_of
from tests.sweep import world

OF_HIS = re.compile(rb"(data: notice:)[0-9a-f-]+")  # told anew each time, each under a key of chance


def test_s15_hidden_changes_send_nothing(transactional_db, server, listen):
    with time_machine.travel(world.REAL_NOW, tick=False) as clock:
        made = world.build(hidden=True, busy=False)  # nobody is told of what came before
        without = sent(made, clock, server, listen, between=lambda: None)
        assert len(without[0]) == 4  # a point, a meeting, his duty there, and that he was told
        with_hidden = sent(made, clock, server, listen, between=lambda: all_that_is_hidden(made))
    assert with_hidden == without
    assert Event.objects.exclude(marking="delegation").count() > 10


def all_that_is_hidden(made):
    world.hidden_writes(made)
    live_one = Instruction.objects.live().filter(marking="government", issue=made.internet).get()
    instructions.withdraw(live_one, seen=live_one.version, why="Too early.", by=made.kim)
    world.open_page(made.dina, live.topic(made.secret), *world.hidden_topics(made))
    presences.leave(make.key("page 0 of Dina"), by=made.dina)
    meetings.revise(made.hidden_meeting, seen=1, room="Room H", by=made.sol)
    notices.tell({made.amara: "Only you."}, about=made.meeting, key="only you")
    known_by_a_hidden_duty(made)


def known_by_a_hidden_duty(made):
    """An instruction that all may read is taken up where only some know of the meeting, and of who speaks there."""
    make.agenda_item(made.hidden_meeting, "Cybersecurity", issues=[made.cyber], marking="government")
    told = {"key": ISSUED % made.instruction.pk, "at": made.instruction.issued_at - timedelta(hours=1)}
    make.notice(made.chen, made.instruction, "Read it.", **told)
    assert climbs.climb()
    note_read([made.instruction], by=made.chen)
    instructions.acknowledge(made.instruction, by=made.chen)


def sent(made, clock, server, listen, *, between):
    """What Pavel hears of two changes that all may know, and what he is told that he missed; in bytes."""
    Event.objects.all().delete()
    clock.move_to(world.REAL_NOW)
    hears = listen(made.pavel)
    change(made.point, by=made.chen)
    clock.shift(timedelta(seconds=1))
    between()
    meeting = made.meeting
    meeting.refresh_from_db()
    meetings.revise(meeting, seen=meeting.version, room=f"Room {meeting.version}", by=made.sol)
    frames = [OF_HIS.sub(rb"\1", frame) for frame in hears.heard(until=live.topic(meeting)) + hears.heard()]
    missed = ask(server, "/live/missed/", session=session_of(made.pavel), since=live.written(world.REAL_NOW))
    headers = [header for header in missed.getheaders() if header[0] != "date"]  # the server's own clock
    return frames, OF_HIS.sub(rb"\1", missed.read()), headers


def change(point, *, by):
    point.refresh_from_db()
    records.change(point, seen=point.version, text=f"Version {point.version}", by=by)
