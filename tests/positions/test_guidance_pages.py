"""Pages on which capital is asked, and answers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from delegation.actions import markings
from delegation.models import Notice
from positions.actions import guidance_requests
from positions.models import GuidanceRequest, Instruction
from positions.pages import guidance_page
from tests import factories as make
from tests.plain import plain

SAID = {
    "question": "May we accept a study?",
    "options": "Accept\nObject",
    "recommendation": "Accept.",
    "by_default": "do not object.",
    "needed_by": "2014-10-29T16:00",
    "marking": "government",
}


@pytest.fixture
def floor(client, cast):
    client.force_login(cast.chen)
    return client


def new(issue, **more):
    return reverse("guidance-new") + "?" + "&".join(f"{k}={v}" for k, v in {"issue": issue.pk, **more}.items())


def address(act, one):
    return reverse(f"guidance-{act}", args=[one.pk])


def test_a_sentence_is_enough(floor, internet):
    """The rest of the form is filled as it will most often stand, needed by the next meeting that takes the issue."""
    meeting = make.meeting(make.committee(), number="7", starts_at=make.START + timedelta(hours=20))
    make.agenda_item(meeting, issues=[internet])
    form = floor.get(new(internet)).context["form"]
    given = {name: form[name].value() for name in (*GuidanceRequest.ASKED, "marking")}
    assert str(given.pop("needed_by")) == "2014-10-29 20:10:00"
    given |= {"question": "May we?", "needed_by": "2014-10-30T05:10"}
    answer = floor.post(new(internet), given, follow=True)
    asked = GuidanceRequest.objects.get()
    assert (asked.state, asked.question, asked.needed_by) == ("sent", "May we?", meeting.starts_at)
    assert "Sent: capital is told." in plain(answer)


def test_what_is_in_force_is_kept_to_unless_one_writes_otherwise(floor, cast, internet):
    kept, objected = make.text("Res 102", issues=[internet]), make.text("Res 180", issues=[internet])
    make.instruction(internet, "Oppose it.", text=kept, by=cast.amara)
    words = {
        name: [
            floor.get(new(internet, **about)).context["form"][field].value()
            for field in ("recommendation", "by_default")
        ]
        for name, about in {"none": {}, "kept": {"text": kept.pk}, "objected": {"text": objected.pk}}.items()
    }
    keep = ["Keep to what is instructed.", "keep to what is instructed."]
    assert words == {"none": keep, "kept": keep, "objected": ["Do not object.", "do not object."]}


@pytest.mark.parametrize("minutes,proposed", [(20, "00:45:00"), (30, "00:45:00"), (32, "00:42:00")])
def test_capital_is_left_some_time(minutes, proposed, floor, internet):
    """It is some seconds past 00:10 in UTC: half an hour is set, and the next full five minutes are taken."""
    meeting = make.meeting(make.committee(), starts_at=make.START + timedelta(minutes=minutes))
    make.agenda_item(meeting, issues=[internet])
    assert str(floor.get(new(internet)).context["form"]["needed_by"].value())[11:] == proposed


def test_where_it_is_night_in_capital_one_is_warned_and_not_refused(floor, internet):
    form = plain(floor.get(new(internet)))
    assert "In capital it is 01:10 now, and night." in form
    answer = plain(floor.post(new(internet), SAID | {"needed_by": "2014-10-29T14:59"}, follow=True))
    assert "It is night there when the answer is needed: see that somebody is awake." in answer
    assert "29 Oct 14:59 06:59 in capital, at night" in answer
    day = plain(floor.post(new(internet), SAID | {"needed_by": "2014-10-29T15:00"}, follow=True))
    assert ("Sent: capital is told." in day, "night" in day) == (True, False)


def test_from_a_meeting_and_a_proposal_it_says_about_what(floor, internet):
    text = make.text("Res 102", issues=[internet])
    proposal = make.proposal(text=text, issue=internet)
    meeting = make.meeting(make.committee(), starts_at=make.START)
    make.agenda_item(meeting, issues=[internet])
    for page in (proposal, meeting):
        assert new(internet).partition("?")[2] in floor.get(page.get_absolute_url()).text.replace("&amp;", "&")
    sent = SAID | {"proposal": proposal.pk, "meeting": meeting.pk, "text": text.pk}
    floor.post(new(internet, proposal=proposal.pk), sent)
    asked = GuidanceRequest.objects.get()
    assert (asked.proposal, asked.meeting, asked.text) == (proposal, meeting, text)


def test_who_asked_is_back_where_he_was_and_goes_on_with_a_draft(floor, internet):
    asks = new(internet, back="/room/")
    assert (floor.get(asks).context["back"], floor.post(asks, SAID).url) == ("/room/", "/room/")
    kept = floor.post(asks, SAID | {"keeps": "draft"})
    assert kept.url == GuidanceRequest.objects.get(sent_at=None).get_absolute_url()


def test_what_was_typed_stays_where_it_is_refused(floor, internet):
    answer = floor.post(new(internet), SAID | {"needed_by": "2014-10-28T16:00"})
    assert (answer.status_code, GuidanceRequest.objects.count()) == (422, 0)
    words = "28 Oct 16:00 (08:00 in capital) has passed: it is 29 Oct 09:10 (01:10 in capital). Say by when"
    assert (words in plain(answer), "May we accept a study?" in answer.text) == (True, True)


def test_the_same_sent_twice_is_asked_once(floor, internet):
    for _ in range(2):
        floor.post(new(internet), SAID | {"operation": "5f0f3a3e-1111-4222-8333-444455556666"})
    assert (GuidanceRequest.objects.count(), Notice.objects.count()) == (1, 2)


@pytest.mark.parametrize("who,status", [("chen", 200), ("dina", 200), ("amara", 403), ("kim", 403), ("pavel", 403)])
def test_who_holds_an_issue_asks(who, status, client, cast, internet):
    client.force_login(getattr(cast, who))
    assert client.get(new(internet)).status_code == status
    assert client.get(reverse("guidance-new")).status_code == status
    page = client.get(internet.get_absolute_url())
    assert (new(internet) in page.text) == (status == 200)


def test_capital_takes_asks_back_and_answers(floor, client, cast, internet):
    floor.post(new(internet), SAID)
    asked = GuidanceRequest.objects.get()
    page = plain(floor.get(asked.get_absolute_url()))
    assert ("29 Oct 16:00 08:00 in capital" in page, "Withdraw" in page, "Take it" in page) == (True, True, False)
    client.force_login(cast.kim)
    assert "Take it" in plain(client.get(asked.get_absolute_url()))
    client.post(address("take", asked), {"seen": 2})
    client.post(address("ask-back", asked), {"seen": 3, "asked_back": "By whom?"})
    client.force_login(cast.chen)
    assert "By whom?" in plain(client.get(address("resend", asked)))
    client.post(address("resend", asked), {"seen": 4, "reply": "By us."})
    client.force_login(cast.kim)
    client.post(address("answer", asked), {"seen": 5, "kind": "support", "answer": "Support it."})
    asked.refresh_from_db()
    assert (asked.state, Instruction.objects.get().mandate) == ("answered", "Support it.")
    assert "Read the draft" in plain(client.get(asked.get_absolute_url()))
    assert "answered" in plain(client.get(address("answer", asked))).partition("Needed by")[0]
    history = re.findall(r"(?:Chen|Kim) [a-z ,]+", plain(client.get(asked.get_absolute_url())).partition("History")[2])
    rounds = ["Kim answered", "Chen replied", "Kim asked back", "Kim took it", "Chen sent it", "Chen wrote it"]
    assert [line.strip() for line in history] == rounds


def test_an_old_page_is_told_and_keeps_its_words(client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen)
    client.force_login(cast.kim)
    GuidanceRequest.objects.filter(pk=asked.pk).update(recommendation="Object.")
    answer = client.post(address("answer", asked), {"seen": 1, "kind": "support", "answer": "Support it."})
    assert (answer.status_code, "Support it." in answer.text) == (409, True)
    assert "Somebody changed it meanwhile" in plain(answer)


def test_what_is_overdue_says_so(client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen, hours=-1)
    client.force_login(cast.kim)
    for page in (reverse("guidance-list"), asked.get_absolute_url(), internet.get_absolute_url()):
        assert 'data-state="overdue">overdue' in client.get(page).text, page
    assert "Unless one comes, we do not object." in plain(client.get(asked.get_absolute_url()))


def test_a_list_with_nothing_on_it_says_so(client, cast, internet):
    client.force_login(cast.amara)
    assert "Nothing is asked of capital now." in plain(client.get(reverse("guidance-list")))


def test_a_list_that_ends_before_its_time_says_so(client, cast, internet, monkeypatch):
    filled(cast, 2)
    client.force_login(cast.kim)
    assert "most pressing" not in plain(client.get(reverse("guidance-list")))
    monkeypatch.setattr(guidance_page, "OPEN", 1)
    page = plain(client.get(reverse("guidance-list")))
    assert "The most pressing one is shown; others follow once it is closed." in page
    assert page.count("with capital") == 1


def test_what_waits_stands_on_today_and_in_the_inbox(client, cast, internet):
    make.guidance_request(internet, by=cast.chen)
    words = "o take or answer the question on Internet: May we accept a study?"
    found = {}
    for who in ("kim", "chen", "amara"):
        client.force_login(getattr(cast, who))
        found[who] = [words in client.get(reverse(page)).text for page in ("today", "inbox")]
    assert found == {"kim": [True, True], "chen": [False, False], "amara": [False, False]}


def test_an_adviser_meets_none_of_it(client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen)
    client.force_login(cast.pavel)
    assert client.get(asked.get_absolute_url()).status_code == 404
    pages = (reverse("guidance-list"), internet.get_absolute_url())
    assert [asked.question in client.get(page).text for page in pages] == [False, False]


ACTS = "send drop take ask-back resend answer withdraw close"


@pytest.mark.parametrize("act", ACTS.split())
def test_who_may_not_is_told_who_may(act, client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen)
    client.force_login(cast.sam)
    answer = client.post(address(act, asked), {"seen": 1})
    who = "Only capital can." if act in ("take", "ask-back", "answer") else "Only who leads the issue"
    assert (answer.status_code, who in answer.text) == (403, True)


def filled(cast, count):
    for number in range(count):
        issue = make.issue(f"Issue {number}", lead=cast.chen)
        text = make.text(f"Res {number}", issues=[issue])
        make.guidance_request(issue, f"May we, {number}?", by=cast.chen, text=text)
        given = {"withdrawn_at": clock.now(), "withdrawn_why": "Settled."}
        make.guidance_request(issue, f"Might we, {number}?", by=cast.chen, **given)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(count, client, cast, django_assert_num_queries):
    filled(cast, count)
    client.force_login(cast.kim)
    client.get(reverse("guidance-list"))
    with django_assert_num_queries(QUERIES["list"]):
        assert plain(client.get(reverse("guidance-list"))).count("with capital") == count


def test_a_page_is_marked_as_all_that_it_shows(client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen, marking="delegation")
    given = {"seen": asked.version, "kind": "support", "answer": "Accept it.", "by": cast.kim}
    opened = guidance_requests.answer(asked, **given).record.instruction
    client.force_login(cast.kim)
    assert client.get(asked.get_absolute_url()).context["markings"] == ["delegation"]
    markings.set_marking(opened, seen=opened.version, marking="government", by=cast.amara)
    assert client.get(asked.get_absolute_url()).context["markings"] == ["delegation", "government"]


def test_words_of_when_it_was_marked_higher_mark_its_page(client, cast, internet):
    asked = make.guidance_request(internet, by=cast.chen, marking="government")
    GuidanceRequest.objects.filter(pk=asked.pk).update(marking="delegation")
    client.force_login(cast.kim)
    assert client.get(asked.get_absolute_url()).context["markings"] == ["delegation", "government"]
    client.force_login(cast.pavel)
    assert client.get(asked.get_absolute_url()).context["markings"] == ["delegation"]


def test_the_form_is_marked_as_the_meeting_that_it_names(floor, internet):
    meeting = make.meeting(make.committee("COM5", kind="committee"), marking="government")
    make.agenda_item(meeting, "Internet", issues=[internet], marking="government")
    page = floor.get(new(internet))
    assert ("Com 5" in plain(page), page.context["markings"]) == (True, ["delegation", "government"])


def test_the_form_is_marked_as_the_instructions_that_it_says_stand_per_text(floor, cast, internet):
    assert floor.get(new(internet)).context["markings"] == ["delegation"]
    make.instruction(internet, text=make.text("Res 102", issues=[internet]), by=cast.kim, marking="government")
    page = floor.get(new(internet))
    assert ("stand per text" in plain(page), page.context["markings"]) == (True, ["delegation", "government"])


@pytest.mark.parametrize("count", [1, 3])
def test_one_question_asks_as_often_after_each_round(count, client, cast, internet, django_assert_num_queries):
    asked = make.guidance_request(internet, by=cast.chen)
    for number in range(count):
        GuidanceRequest.objects.filter(pk=asked.pk).update(recommendation=f"Option {number}.")
    client.force_login(cast.kim)
    client.get(asked.get_absolute_url())
    with django_assert_num_queries(QUERIES["one"]):
        client.get(asked.get_absolute_url())


QUERIES = {"list": 9, "one": 12}
