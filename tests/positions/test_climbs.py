"""What is overdue climbs: lead, deputy, head, each told once."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from delegation import clock
from delegation.actions import conference as conferences
from delegation.models import Conference, Event, Notice
from positions.actions import guidance_requests as actions
from positions.actions.climbs import climb
from positions.models import Climb, GuidanceRequest
from tests import factories as make
from tests.delegation.test_administration import page_of, send
from tests.positions.test_instructions_at_once import at_once, people, pool  # noqa: F401

WORDS = (
    "Overdue since 29 Oct 09:40 (01:40 in capital): no answer from capital on Internet. "
    "Unless one comes, we do not object."
)


def it_is(minutes):
    """Move the conference to so many minutes after the answer was needed, and let the worker look twice."""
    given = make.START + timedelta(minutes=30 + minutes)
    Conference.objects.update(rehearsal_offset=given - datetime.now(given.tzinfo))
    with clock.kept():
        return climb() + climb()


def told():
    """Who was told, in the order in which they were."""
    overdue = Notice.objects.filter(words__startswith="Overdue").order_by("at", "to__name")
    return list(overdue.values_list("to__name", flat=True))


@pytest.fixture
def asked(cast, internet):
    return make.guidance_request(internet, by=cast.dina, needed_by=make.START + timedelta(minutes=30))


def test_it_climbs_by_steps_and_tells_nobody_twice(asked, cast):
    make.delegate("bo", function="deputy")
    came = [(it_is(minutes), told()) for minutes in (-1, 0.1, 10, 19, 20.1, 39, 40.1, 500)]
    first, second = ["Chen", "Dina"], ["Chen", "Dina", "Ben", "Bo"]
    assert came == [
        *[(0, []), (1, first), (0, first), (0, first), (1, second), (0, second)],
        *[(1, [*second, "Amara"]), (0, [*second, "Amara"])],
    ]
    assert Notice.objects.filter(to=cast.amara).get().words == WORDS
    assert list(Climb.objects.order_by("step").values_list("step", "people")) == [(1, 2), (2, 2), (3, 1)]


def test_after_a_long_stop_each_is_told_once(asked):
    assert (it_is(300), sorted(told())) == (1, ["Amara", "Ben", "Chen", "Dina"])


def test_a_rehearsal_that_jumps_back_tells_nobody_again(asked):
    it_is(25)
    assert (it_is(-20), it_is(25), len(told())) == (0, 0, 3)


def test_where_there_is_no_deputy_it_climbs_on_at_once(asked, cast):
    type(cast.ben).objects.filter(pk=cast.ben.pk).update(is_active=False)
    it_is(21)
    assert told() == ["Chen", "Dina", "Amara"]
    it_is(41)
    assert told() == ["Chen", "Dina", "Amara"]


def test_what_cannot_be_told_keeps_nothing_else_waiting(asked, internet, cast, caplog):
    """The database refuses the step of the first; what is behind it climbs."""
    second = make.guidance_request(internet, "Another?", by=cast.dina, needed_by=make.START + timedelta(minutes=31))
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE ''Full.''; END' LANGUAGE plpgsql")
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON positions_climb FOR EACH ROW "
            f"WHEN (NEW.request_id = '{asked.pk}') EXECUTE FUNCTION refuse()"
        )
        assert it_is(3) == 1
        assert [climb.request for climb in Climb.objects.all()] == [second]
        assert {record.message for record in caplog.records} == {
            f"GuidanceRequest {asked.pk} could not be done; it is tried again."
        }
        cursor.execute("DROP TRIGGER refuse ON positions_climb")
    assert it_is(4) == 1
    assert {climb.request for climb in Climb.objects.all()} == {asked, second}


def test_without_a_lead_the_alternates_are_told_and_who_asked_only_while_he_holds_the_issue(cast):
    issue = make.issue("Council", alternate=cast.sam)
    make.guidance_request(issue, by=cast.olga, needed_by=make.START + timedelta(minutes=30))
    it_is(1)
    assert told() == ["Sam"]


@pytest.mark.parametrize("change", ["answered", "withdrawn", "closed issue", "draft"])
def test_what_is_not_awaited_does_not_climb(change, asked, internet):
    facts = {
        "answered": {"answered_at": make.START, "answer": "Yes."},
        "withdrawn": {"withdrawn_at": make.START, "withdrawn_why": "Settled."},
        "draft": {"sent_at": None},
    }
    if change == "closed issue":
        type(internet).objects.update(closed_at=make.START)
    else:
        GuidanceRequest.objects.update(**facts[change])
    assert (it_is(60), told()) == (0, [])


def test_sent_again_with_another_moment_it_climbs_anew(asked, cast):
    make.guidance_request(asked.issue, "Another?", by=cast.chen, needed_by=make.START + timedelta(days=3))
    actions.take(asked, seen=1, by=cast.kim)
    actions.ask_back(asked, seen=2, asked_back="Which?", by=cast.kim)
    it_is(1)
    assert Notice.objects.filter(to=cast.chen).latest("at").words == (
        "Overdue since 29 Oct 09:40 (01:40 in capital): capital waits for our reply on Internet. "
        "Without an answer we do not object."
    )
    later = make.START + timedelta(minutes=90)
    with clock.kept():
        actions.resend(asked, seen=3, reply="This.", needed_by=later, by=cast.chen)
    assert (it_is(21), told()) == (0, ["Chen", "Dina"])
    it_is(61)
    assert told() == ["Chen", "Dina", "Chen", "Dina"]


def test_a_reply_to_what_is_overdue_says_by_when_now(asked, cast):
    actions.take(asked, seen=1, by=cast.kim)
    actions.ask_back(asked, seen=2, asked_back="Which?", by=cast.kim)
    it_is(1)
    with pytest.raises(Exception, match=r"29 Oct 09:40 .01:40 in capital. has passed"), clock.kept():
        actions.resend(asked, seen=3, reply="This.", by=cast.chen)


def test_a_worker_that_is_killed_in_between_has_told_nobody_and_the_next_one_tells(asked):
    Conference.objects.update(rehearsal_offset=make.START + timedelta(hours=2) - datetime.now(make.START.tzinfo))
    with suppress(KeyboardInterrupt), clock.kept(), transaction.atomic():
        assert climb() == 1
        raise KeyboardInterrupt
    assert (Climb.objects.count(), told(), Event.objects.filter(topic__startswith="notice").count()) == (0, [], 0)
    with clock.kept():
        assert (climb(), len(told())) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_tells(people, pool):  # noqa: F811
    chen, issue = people["chen"], people["issue"]
    made = [
        make.guidance_request(issue, f"May we, {number}?", by=chen, needed_by=make.START - timedelta(hours=2))
        for number in range(30)
    ]
    came = at_once(pool, (climb, {}), (climb, {}))
    assert sum(came) == len(made)
    assert (Climb.objects.count(), Notice.objects.count()) == (3 * len(made), 3 * len(made))


@pytest.mark.django_db(transaction=True)
def test_the_job_looks(asked):
    Conference.objects.update(rehearsal_offset=make.START + timedelta(hours=1) - datetime.now(make.START.tzinfo))
    app.tasks["positions.jobs.climb"](timestamp=0)
    assert told() == ["Chen", "Dina", "Ben"]


@pytest.mark.parametrize("many", [1, 3])
def test_where_nothing_climbs_three_queries_are_asked(many, asked, cast, internet, django_assert_num_queries):
    for number in range(many):
        make.guidance_request(internet, f"May we, {number}?", by=cast.chen, needed_by=make.START)
    it_is(50)
    with clock.kept(), django_assert_num_queries(3):
        climb()


def test_the_pages_say_who_knows(asked, cast, internet, client):
    client.force_login(cast.kim)
    said = []
    for minutes in (1, 25, 65):
        it_is(minutes)
        pages = [client.get(at).text for at in (asked.get_absolute_url(), "/guidance/", internet.get_absolute_url())]
        said.append([page.partition('data-state="overdue">')[2].partition("<")[0] for page in pages])
    words = ["overdue 1 min: the lead knows", "overdue 25 min: the deputy knows", "overdue 1 h 05 min: the head knows"]
    assert said == [[one] * 3 for one in words]


def test_the_steps_are_set_in_the_administration(asked, cast, client):
    client.force_login(cast.rosa)
    page = page_of("delegation_conference", Conference.objects.get())
    assert send(client, page, deputy_told_after="3", head_told_after="5").status_code == 302
    it_is(4)
    assert told() == ["Chen", "Dina", "Ben"]
    assert clock.conference().steps == (timedelta(), timedelta(minutes=3), timedelta(minutes=5))


@pytest.mark.parametrize(
    "given",
    [
        {"lead_told_after": "-1"},
        {"deputy_told_after": "0"},
        {"deputy_told_after": "40"},
        {"head_told_after": "20"},
        {"head_told_after": "1441"},
        {"lead_told_after": ""},
        {"capital_has_at_least": "-5"},
    ],
)
def test_the_steps_grow(given, cast, client):
    client.force_login(cast.rosa)
    refused = send(client, page_of("delegation_conference", Conference.objects.get()), **given)
    assert (refused.status_code, Conference.objects.get().version) == (422, 1)


def test_other_steps_are_kept_by_who_keeps_the_conference(cast):
    conference = Conference.objects.get()
    conferences.change(conference, seen=1, deputy_told_after=30, by=cast.sol)
    assert Conference.objects.get().deputy_told_after == 30
