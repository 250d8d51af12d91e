"""The stream: who hears what, when it closes, and what it refuses."""

import socket
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from delegation import history, live
from delegation.actions import markings, notices, people, presences, records, sight
from delegation.actions.presences import Sheet, Writing
from delegation.models import Assignment, Event, Notice
from delegation.stream import frames
from positions.actions import texts
from tests import factories as make
from tests.listening import Listening, ask, session_of


@pytest.fixture
def desk(transactional_db):
    make.conference()
    return make.delegate("chen"), make.delegate("pavel", function="adviser")


def test_who_may_know_is_told_the_topic_alone(listen, desk):
    chen, pavel = desk
    point = make.talking_point(make.issue("Internet", lead=chen))
    hears = listen(pavel)
    saved = records.change(point, seen=1, by=chen, text="Other words.").record
    [frame] = hears.changes(until=live.topic(point))
    at = Event.objects.get(topic=live.topic(point)).at
    assert (
        frame
        == f"id: {at:%Y-%m-%dT%H:%M:%SZ}\nevent: change\ndata: {live.topic(saved)} issue:{saved.issue_id}\n\n".encode()
    )


def test_what_is_hidden_makes_no_frame(listen, desk):
    chen, pavel = desk
    internet = make.issue("Internet", lead=chen)
    hidden, shown = make.talking_point(internet, "Hidden", marking="core"), make.talking_point(internet, place=2)
    knows, does_not = listen(chen), listen(pavel)
    records.change(hidden, seen=1, by=chen, text="Only for some.")
    records.change(shown, seen=1, by=chen, text="For all.")
    assert knows.topics(until=live.topic(shown)) == [live.topic(hidden), live.topic(shown)]
    assert does_not.topics(until=live.topic(shown)) == [live.topic(shown)]


def test_what_is_told_to_one_makes_a_frame_for_him_alone(listen, server, desk):
    chen, pavel = desk
    meeting = make.meeting(make.committee())
    told, others = listen(pavel), listen(chen)
    with transaction.atomic():
        notices.tell({pavel: "Moved to Room B."}, about=meeting, key="moved")
    [notice] = Notice.objects.all()
    assert told.topics(until=live.topic(notice)) == [live.topic(notice)]
    assert others.topics() == []
    since = live.written(timezone.now() - timedelta(minutes=1))
    missed = [ask(server, "/live/missed/", session=session_of(one), since=since).read() for one in desk]
    assert [live.topic(notice).encode() in words for words in missed] == [False, True]


def test_a_hidden_issue_put_to_a_text_that_all_see_makes_no_frame(listen, desk):
    chen, pavel = desk
    amara = make.delegate("amara", function="head")
    hidden, shown = make.issue("Hidden", marking="government"), make.issue("Shown")
    text = make.text("Res 102", canonical="RES 102", place=102)
    knows, does_not = listen(chen), listen(pavel)
    texts.change(text, seen=1, issues=[hidden], by=amara)
    assert knows.topics(until=live.topic(text)) == [live.topic(text)]
    assert does_not.topics() == []
    text.refresh_from_db()
    texts.change(text, seen=text.version, issues=[hidden, shown], by=amara)
    assert does_not.topics(until=live.topic(text)) == [live.topic(text)]


def test_what_all_see_put_to_a_hidden_record_makes_no_frame(listen, desk):
    _chen, pavel = desk
    amara = make.delegate("amara", function="head")
    meeting = make.meeting(make.committee("WG-PL"), starts_at=make.START)
    item = make.agenda_item(meeting, "Hidden", marking="core")
    hears = listen(pavel)
    records.change(item, seen=item.version, texts=[make.text("Res 102", canonical="RES 102", place=102)], by=amara)
    assert hears.topics() == []


def test_sight_that_went_while_one_was_away_is_told(server, desk):
    chen, _pavel = desk
    issue = make.issue("Core", marking="core", lead=chen)
    with history.recorded(None):
        sight.end(issue.assignments.get(), by=None)
    told = ask(server, "/live/missed/", session=session_of(chen), since=live.written(timezone.now())).read()
    assert frames.SIGHT in told
    assert str(issue.pk).encode() not in told


def test_who_loses_sight_is_told_once_more(listen, desk):
    chen, pavel = desk
    point = make.talking_point(make.issue("Internet", lead=chen))
    hears = listen(pavel)
    markings.set_marking(point, seen=1, marking="core", by=chen)
    assert hears.topics(until=live.topic(point)) == [live.topic(point)]
    records.change(point, seen=2, by=chen, text="Hidden now.")
    assert hears.topics() == []


def test_what_was_missed_is_told_before_the_hello(listen, desk):
    chen, pavel = desk
    point = make.talking_point(make.issue("Internet", lead=chen))
    hidden = make.talking_point(point.issue, "Hidden", marking="core", place=2)
    Event.objects.all().delete()
    records.change(point, seen=1, by=chen, text="Meanwhile.")
    records.change(hidden, seen=1, by=chen, text="Meanwhile too.")
    at = Event.objects.get(topic=live.topic(point)).at
    hears = listen(pavel, since=live.written(at + timedelta(seconds=30)))
    assert hears.missed == [frames.changed(live.topic(point), point.issue_id, at)]


def test_too_much_or_too_long_ago_is_told_in_one_word(listen, desk):
    chen, _pavel = desk
    now = timezone.now()
    assert listen(chen, since=live.written(now - timedelta(days=2))).missed == [frames.LOST]
    Event.objects.bulk_create(
        Event(topic=f"text:{number}", marking="delegation", at=now, batch=make.key("batch")) for number in range(1001)
    )
    assert listen(chen, since=live.written(now)).missed == [frames.LOST]


@pytest.mark.parametrize("since", ["", "nonsense", "2999-01-01T00:00:00Z", "9" * 4000, "\0", "2014-10-29"])
def test_an_id_that_is_none_is_ignored(listen, desk, since):
    assert listen(desk[0], since=since, topic="talkingpoint:1", topics="a " * 1000).missed == []


def test_what_is_missed_can_be_asked_for_without_a_stream(server, desk):
    chen, _pavel = desk
    point = make.talking_point(make.issue("Internet", lead=chen))
    Event.objects.all().delete()
    records.change(point, seen=1, by=chen, text="Meanwhile.")
    at = Event.objects.get().at
    answer = ask(server, "/live/missed/", session=session_of(chen), since=live.written(at))
    assert (answer.status, answer.getheader("cache-control")) == (200, "no-store, no-transform")
    assert answer.read().startswith(frames.changed(live.topic(point), point.issue_id, at) + b"retry: ")


def test_no_stream_without_session(server, transactional_db, caplog):
    caplog.set_level("INFO", "delegation.stream")
    for session in ("", "nonsense", "\udce9", '"a\\000b"'):
        assert ask(server, session=session.encode("utf-8", "surrogateescape").decode("latin-1")).status == 401
    assert caplog.messages == ["The stream refused a request: 401."] * 4


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "DELETE"])
def test_nothing_is_written_to_a_stream(server, desk, method):
    answer = ask(server, session=session_of(desk[0]), method=method)
    assert (answer.status, answer.getheader("allow")) == (405, "GET")


def test_one_member_opens_no_endless_number(server, desk, listen):
    chen, pavel = desk
    for _ in range(20):
        listen(chen)
    assert ask(server, session=session_of(chen)).status == 429
    listen(pavel)


def test_a_stream_ends_with_its_session(server, desk):
    chen, _pavel = desk
    session, other = session_of(chen), session_of(chen)
    ends, stays = Listening(server, session), Listening(server, other)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE session_key = %s", [session])
    assert ends.has_ended.wait(10)
    assert not stays.has_ended.is_set()
    stays.close()


def test_a_stream_ends_when_sight_changes(listen, desk):
    chen, pavel = desk
    amara = make.delegate("amara", function="head")
    ends, stays = listen(chen), listen(pavel)
    people.change(chen, seen=chen.version, clearance="delegation", by=amara)
    assert ends.has_ended.wait(10)
    assert ends.heard()[-1] == frames.SIGHT
    assert not stays.has_ended.is_set()
    assert listen(chen, since=live.written(timezone.now())).missed[-1] == frames.SIGHT


def test_a_hidden_assignment_is_known_to_its_readers(listen, desk):
    _chen, pavel = desk
    dina = make.delegate("dina")
    issue = make.issue("Secret", marking="government")
    ends, hears = listen(dina), listen(pavel)
    sight.assign(issue, dina, role=Assignment.Role.LEAD, starts_on=make.START.date(), ends_on=None, by=None)
    assert ends.has_ended.wait(10)
    assert hears.topics() == []


def test_a_slow_reader_is_told_that_something_was_lost(server, desk, listen):
    chen, _pavel = desk
    quick = listen(chen)
    with connection.cursor() as cursor:
        for number in range(3):
            batch = make.key(f"batch {number}")
            Event.objects.bulk_create(
                Event(topic=f"text:{number}-{place}", marking="delegation", at=timezone.now(), batch=batch)
                for place in range(150)
            )
            cursor.execute("SELECT pg_notify('placard', %s)", [f"batch {batch}"])
    assert frames.LOST in quick.heard()


def test_a_client_that_never_reads_holds_up_nobody(server, desk, listen):
    chen, pavel = desk
    host, _, port = server.partition(":")
    with socket.create_connection((host, int(port))) as deaf:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(pavel)}"
        deaf.sendall(f"GET /live/ HTTP/1.1\r\nHost: {server}\r\nCookie: {cookie}\r\n\r\n".encode())
        reads = listen(chen)
        point = make.talking_point(make.issue("Internet", lead=chen))
        for _ in range(300):
            live.announce(point)
            assert reads.topics(until=live.topic(point)) == [live.topic(point)]


def test_what_nobody_announced_is_ignored(listen, desk):
    chen, _pavel = desk
    hears = listen(chen)
    with connection.cursor() as cursor:
        for payload in ("", "batch", "batch nonsense", "session", "nonsense", "batch " + str(make.key("none"))):
            cursor.execute("SELECT pg_notify('placard', %s)", [payload])
    point = make.talking_point(make.issue("Internet", lead=chen))
    live.announce(point)
    assert hears.topics(until=live.topic(point)) == [live.topic(point)]


def test_the_stream_comes_back_when_its_connection_is_lost(listen, desk):
    chen, _pavel = desk
    point = make.talking_point(make.issue("Internet", lead=chen))
    hears = listen(chen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
    live.announce(point)
    assert hears.topics(until=live.topic(point))[-1:] == [live.topic(point)]


def test_who_is_where_is_told_to_others_who_may_know_and_to_nobody_later(listen, desk, server):
    chen, pavel = desk
    amara = make.delegate("amara", function="head")
    internet = make.issue("Internet", lead=chen)
    here, reserve = live.topic(internet), live.topic(make.reserve(internet))
    sheet = Sheet(make.key("tab"), here, (Writing(reserve, "text"),))
    knows, does_not, oneself = listen(amara), listen(pavel), listen(chen)
    said = {f"event: presence\ndata: {topic}\n\n".encode() for topic in (here, reserve)}

    def told(hears, **how):
        """Presences of the test before may still come."""
        return [frame for frame in hears.heard(**how) if frame in said]

    for act in (lambda: presences.note(sheet, by=chen), lambda: presences.leave(sheet.tab, by=chen)):
        act()
        openly = [*told(does_not, until=here), *told(does_not)]
        assert (openly, set(told(knows))) == ([f"event: presence\ndata: {here}\n\n".encode()], said)
    presences.note(sheet, by=chen)
    assert set(told(knows)) == said
    presences.note(sheet, by=chen)  # as ten seconds later: nothing is another
    assert (told(knows), told(oneself), Event.objects.count()) == ([], [], 0)
    missed = ask(server, "/live/missed/", session=session_of(amara), since=live.written(timezone.now())).read()
    assert b"presence" not in missed
