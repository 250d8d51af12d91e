"""The list of issues, and one issue with all that hangs on it."""

import cProfile
import pstats
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegation.models import Issue
from delegation.pages import TOKEN
from positions.actions import instructions
from positions.models import Instruction
from tests import factories as make

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(name, args=args)


def fill(cast, internet, *, number=1):
    """Everything that can hang on an issue, `number` of each."""
    for count in range(number):
        text = make.text(f"Res {100 + count}", issues=[internet])
        make.proposal(f"RCC/73A1/{count}", text=text, issue=internet)
        make.talking_point(internet, f"Chair, point {count}.", marking="government", place=count + 1)
        make.stance(internet, group=make.group(f"G{count}", f"Group {count}"))
        make.stance(internet, state=make.member_state(f"S{count}", f"State {count}"))
        make.outcome(text=text)
        draft = instructions.draft(issue=internet, text=text, kind="support", mandate=f"Do {count}.", by=cast.amara)
        live = instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara).record
        instructions.acknowledge(live, by=cast.chen)
        make.agenda_item(make.meeting(make.committee(f"C{count}"), minutes=60 + count), issues=[internet])
    make.position(internet, background="Long **ago**.", argument="Study first.")
    make.reserve(internet, "A report only.")
    make.reserve(internet, "No standards.", kind="b_red_line")


def test_the_whole_page_and_each_part(client, cast, internet):
    fill(cast, internet)
    client.force_login(cast.chen)
    page = client.get(url("issue-detail", internet.pk))
    assert page.status_code == 200
    for words in ("Do 0.", "Study first.", "<strong>ago</strong>", "Chair, point 0.", "A report only.", "RCC/73A1/0"):
        assert words in page.text, words
    assert "GOVERNMENT · CORE · Internet" in " ".join(page.text.split())
    for part in (
        "instruction",
        "position",
        "points",
        "reserves",
        "proposals",
        "stances",
        "outcomes",
        "moves",
        "people",
        "history",
    ):
        alone = client.get(url("issue-detail", internet.pk), headers=HTMX | {"HX-Target": part})
        assert f'id="{part}"' in alone.text, part
        assert "<!doctype" not in alone.text, part
    assert "<!doctype" in client.get(url("issue-detail", internet.pk), headers=HTMX | {"HX-Target": "evil"}).text


def test_what_is_not_ones_own_leaves_no_trace(client, cast, internet):
    client.force_login(cast.pavel)
    bare = client.get(url("issue-detail", internet.pk))
    make.position(internet, argument="Canary argument")
    make.talking_point(internet, "Canary point", marking="government")
    make.reserve(internet, "Canary fallback")
    make.stance(internet, group=make.group(), ask="Canary ask")
    make.instruction(internet, "Canary mandate", by=cast.amara)
    make.instruction(internet, "Canary draft", by=cast.amara, live=False)
    after = client.get(url("issue-detail", internet.pk))
    assert "Canary" not in after.text
    assert "EUR" in after.text  # the group was new, its stance is not shown
    make.group("ARB", "LAS")
    assert bare.status_code == after.status_code == 200
    client.force_login(cast.olga)
    page = client.get(url("issue-detail", internet.pk)).text
    assert "Canary argument" in page
    assert "Canary fallback" not in page
    assert "reserve" not in page.lower().replace("reserved", "")


def test_a_button_rendered_once_holds_the_token_of_each_session(cast, internet):
    point = make.talking_point(internet, "Chair, we can go along.")
    archive, tokens = url("point-archive", point.pk), []
    for reader in (cast.chen, cast.dina):
        client = Client(enforce_csrf_checks=True)
        client.force_login(reader)
        page = client.get(url("issue-detail", internet.pk)).text
        assert TOKEN.decode() not in page
        form = re.search(
            rf'action="{archive}"[^>]*><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page
        )
        tokens.append(form[1])
    assert tokens[0] != tokens[1]
    assert client.post(archive, {"csrfmiddlewaretoken": "0" * 64}).status_code == 403
    assert client.post(archive, {"csrfmiddlewaretoken": tokens[1]}).status_code == 302
    point.refresh_from_db()
    assert point.archived_at


def test_a_hidden_issue_is_absent(client, cast):
    hidden = make.issue("Seats", marking="elections")
    absent = make.key("nothing")
    for name in (
        "issue-detail",
        "issue-history",
        "issue-close",
        "position-add",
        "point-add",
        "point-archived",
        "stance-add",
    ):
        client.force_login(cast.chen)
        hidden_answer, absent_answer = client.get(url(name, hidden.pk)), client.get(url(name, absent))
        assert (hidden_answer.status_code, absent_answer.status_code) == (404, 404), name
    client.force_login(cast.amara)
    assert client.get(url("issue-detail", hidden.pk)).status_code == 200


def test_seen_is_not_changeable(client, cast, internet):
    client.force_login(cast.olga)
    for name in ("position-add", "point-add", "point-archived", "stance-add", "issue-close"):
        assert client.get(url(name, internet.pk)).status_code == 403, name
    assert client.get(url("issue-field", internet.pk, "name")).status_code == 403
    assert client.get(url("issue-new")).status_code == 403
    assert client.get(url("reserve-add", internet.pk, "a_fallback")).status_code == 404
    client.force_login(cast.chen)
    assert client.get(url("issue-close", internet.pk)).status_code == 403
    assert client.post(url("issue-close", internet.pk)).status_code == 403
    for name in ("issue-open", "issue-archive", "issue-restore"):
        assert client.post(url(name, internet.pk)).status_code == 403, name


def test_an_issue_is_opened_named_closed_archived_and_restored(client, cast):
    committee = make.committee("WG-PL")
    client.force_login(cast.sol)
    assert client.get(url("issue-new")).status_code == 200
    empty = client.post(url("issue-new"), {"name": "", "marking": "delegation"})
    assert (empty.status_code, Issue.objects.count()) == (422, 0)
    made = client.post(
        url("issue-new"), {"name": "Internet of Things", "marking": "delegation", "committees": ["WG-PL"]}
    )
    issue = Issue.objects.get()
    assert (made.status_code, made.url) == (302, issue.get_absolute_url())
    assert (issue.name, list(issue.committees.all())) == ("Internet of Things", [committee])
    named = client.post(url("issue-field", issue.pk, "name"), {"name": "IoT", "seen": 1})
    assert (named.status_code, named.url) == (302, f"{issue.get_absolute_url()}#about")
    assert client.post(url("issue-archive", issue.pk)).status_code == 422
    live = make.instruction(issue, by=cast.amara)
    page = client.get(url("issue-close", issue.pk)).text
    assert "Support the group text." in page
    assert f'name="ends" value="{live.pk}"' in page
    # Issued after somebody else's page was shown: he is to look again.
    assert client.post(url("issue-close", issue.pk)).status_code == 409
    live.refresh_from_db()
    assert live.ended_at is None
    assert client.post(url("issue-close", issue.pk), {"ends": live.pk}).status_code == 302
    live.refresh_from_db()
    assert live.ending == "closed"
    assert '<p class="notice" data-told role="status">Closed: IoT.</p>' in client.get(issue.get_absolute_url()).text
    assert client.get(url("issue-list")).text.count("IoT") == 0
    assert client.get(url("issue-list") + "?which=closed").text.count("IoT") == 1
    assert client.post(url("issue-archive", issue.pk)).status_code == 302
    assert '<p class="notice" data-told role="status">Archived: IoT.</p>' in client.get(issue.get_absolute_url()).text
    assert client.get(url("issue-list") + "?which=archived").text.count("IoT") == 1
    assert client.post(url("issue-restore", issue.pk)).status_code == 302
    assert client.post(url("issue-open", issue.pk)).status_code == 302
    issue.refresh_from_db()
    assert (issue.closed_at, issue.archived_at, issue.name) == (None, None, "IoT")


def test_a_hidden_name_does_not_stand_in_the_way(client, cast):
    make.issue("Seats", marking="elections")
    client.force_login(cast.sol)
    assert client.post(url("issue-new"), {"name": "Seats", "marking": "delegation"}).status_code == 302
    assert client.post(url("issue-new"), {"name": "Seats", "marking": "delegation"}).status_code == 422
    assert client.post(url("issue-new"), {"name": "Mine", "marking": "elections"}).status_code == 422


def test_the_list_names_lead_live_instruction_and_proposals(client, cast, internet):
    fill(cast, internet)
    make.proposal("B/75/1", issue=internet)
    make.proposal("B/75/2")
    client.force_login(cast.chen)
    page = client.get(url("issue-list")).text
    assert f'<a href="/proposals/?issue={internet.slug}">2</a>' in page
    assert 'data-state="live">29 Oct 09:10' in page
    client.force_login(cast.pavel)
    assert 'data-state="live"' not in client.get(url("issue-list")).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_more_rows(client, cast, number, django_assert_num_queries):
    for count in range(number):
        issue = make.issue(f"Issue {count}", lead=cast.chen)
        make.proposal(f"B/75/{count}", text=make.text(f"Res {count}", issues=[issue]))
        make.instruction(issue, by=cast.amara)
    client.force_login(cast.chen)
    with django_assert_num_queries(11):
        assert client.get(url("issue-list")).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_an_issue_costs_the_same_for_more_on_it(client, cast, internet, number):
    fill(cast, internet, number=number)
    client.force_login(cast.chen)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url("issue-detail", internet.pk)).status_code == 200
    assert len(queries) == 26
    assert Instruction.objects.live().count() == number


def test_an_issue_costs_few_calls(client, cast, internet):
    fill(cast, internet, number=4)
    client.force_login(cast.chen)
    client.get(url("issue-detail", internet.pk))
    with cProfile.Profile() as profile:
        client.get(url("issue-detail", internet.pk))
    calls = pstats.Stats(profile).total_calls
    assert calls <= 90_000, calls


def test_two_who_choose_different_committees_both_keep_theirs(client, cast, internet):
    internet.committees.set([make.committee(code, kind="committee") for code in ("COM5", "COM6")][:1])
    make.committee("COM4", kind="committee")
    client.force_login(cast.amara)
    edit = url("issue-field", internet.pk, "committees")
    shown = {
        "seen": "1",
        "initial-committees": re.findall(r'name="initial-committees" value="(\w+)"', client.get(edit).text),
    }
    for chosen in (["COM5", "COM6"], ["COM4"]):
        assert client.post(edit, shown | {"committees": chosen}).status_code == 302
    assert {committee.code for committee in internet.committees.all()} == {"COM6", "COM4"}


def test_every_question_shows_its_last_word(client, cast, internet):
    """A withdrawn instruction stays in sight, struck out, also where another question has a live one."""
    text, other = make.text("Res 102", issues=[internet]), make.text("Res 101", issues=[internet])
    make.instruction(internet, "Oppose standards.", text=text, by=cast.kim)
    withdrawn = make.instruction(internet, "Support the study.", text=other, by=cast.kim)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(
        ended_at=withdrawn.issued_at, ended_by=cast.kim, ending="withdrawn", ended_why="Overtaken."
    )
    client.force_login(cast.chen)
    page = client.get(f"/issues/{internet.pk}/").text
    assert "<s>Support the study.</s>" in page
    assert "<s>Oppose standards.</s>" not in page
