"""The administration: what staff keep there goes through the actions, and nobody meets what is not theirs."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from delegation import clock
from delegation.actions import invitations, records
from delegation.admin.site import site
from delegation.models import Agency, Assignment, Delegate, Grant, Meeting, Wording
from positions.models import Proposal
from tests import factories as make


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.rosa)
    return client


def page_of(name, record=None, what="change"):
    if record is None:
        return reverse(f"admin:{name}_{what}")
    return reverse(f"admin:{name}_{what}", args=[record.pk])


def inputs(response):
    """What the browser would send back: the values of the form as rendered."""
    form = response.context["adminform"].form
    found = {"csrfmiddlewaretoken": [str(response.context["csrf_token"])]}
    for bound in form:
        drawn = str(bound)
        for tag in re.findall(r"<input[^>]*>", drawn):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and ("checkbox" not in tag or "checked" in tag):
                default = "on" if "checkbox" in tag else ""
                found.setdefault(name[1], []).append(html.unescape(value[1]) if value else default)
        for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?([^<]*)</textarea>', drawn):
            found.setdefault(name, []).append(inner)
        for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', drawn, re.DOTALL):
            found.setdefault(name, []).extend(re.findall(r'<option value="([^"]*)" selected', inner))
    return found


def send(client, url, **changes):
    return client.post(url, inputs(client.get(url)) | changes)


def test_staff_see_the_administration_and_others_do_not(client, cast):
    for person, status in ((cast.rosa, 200), (cast.amara, 302), (cast.pavel, 302)):
        client.force_login(person)
        assert client.get("/admin/").status_code == status
    client.logout()
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"


def test_only_ours_is_administered():
    assert {model._meta.app_label for model in site._registry} == {"delegation", "positions"}


def test_a_record_is_added_and_changed_through_its_action(staff, cast):
    url = reverse("admin:positions_proposal_add")
    assert send(staff, url, number="rcc/73a1/12", action="MOD", title="Spectrum").status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.number, proposal.canonical, proposal.sources) == ("RCC/73A1/12", "RCC/73A1/12", "RCC")
    assert send(staff, page_of("positions_proposal", proposal), title="Orbit").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.version, proposal.number) == ("Orbit", 2, "RCC/73A1/12")
    entry = proposal.history.order_by("-version").first()
    assert (entry.pgh_context["by"], entry.pgh_context["through"]) == (str(cast.rosa.pk), "administration")
    assert LogEntry.objects.count() == 0
    refused = send(staff, url, number="no number", action="MOD", title="x")
    assert (refused.status_code, Proposal.objects.count()) == (422, 1)
    assert 'value="no number"' in refused.text


def test_two_who_edit_different_fields_do_not_meet(staff, cast):
    proposal = make.proposal(title="One", ask="Two")
    url = page_of("positions_proposal", proposal)
    mine = inputs(staff.get(url))
    records.change(proposal, seen=1, by=cast.sol, ask="Three")
    assert staff.post(url, mine | {"title": "Four"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.ask) == ("Four", "Three")


def test_a_stale_form_says_who_changed_what_and_saves_nothing(staff, cast):
    proposal = make.proposal(title="One")
    url = page_of("positions_proposal", proposal)
    mine = inputs(staff.get(url))
    records.change(proposal, seen=1, by=cast.sol, title="Theirs")
    stale = staff.post(url, mine | {"title": "Mine", "note": "Also"})
    assert stale.status_code == 409
    assert "Sol changed this to “Theirs” 29 Oct 09:10; you wrote “Mine”. Nothing was saved." in stale.text
    proposal.refresh_from_db()
    assert (proposal.title, proposal.note) == ("Theirs", "")
    assert list(Wording.objects.values_list("text", "by")) == [("Mine", cast.rosa.pk)]
    again = inputs(stale)
    assert (again["title"], again["seen"]) == (["Mine"], ["2"])
    assert staff.post(url, again).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.note) == ("Mine", "Also")


def test_the_same_form_twice_is_one_record(staff, cast):
    url = reverse("admin:delegation_agency_add")
    form = inputs(staff.get(url)) | {"name": "Ministry of Roads"}
    assert [staff.post(url, form).status_code for _ in range(2)] == [302, 302]
    assert Agency.objects.count() == 1
    other = inputs(staff.get(url)) | {"name": "Ministry of Roads"}
    assert staff.post(url, other).status_code == 422


def test_hidden_equals_absent(staff, cast, internet):
    hidden = make.outcome(summary="Agreed in the corridor", issue=internet, marking="government")
    absent = page_of("positions_outcome", hidden).replace(str(hidden.pk), str(make.key("nothing")))
    for method in (staff.get, staff.post):
        answers = [method(url) for url in (page_of("positions_outcome", hidden), absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
    for what in ("history", "delete"):
        url = page_of("positions_outcome", hidden, what)
        answers = [staff.get(at) for at in (url, url.replace(str(hidden.pk), str(make.key("nothing"))))]
        assert answers[0].status_code == answers[1].status_code != 200
    listed = staff.get(reverse("admin:positions_outcome_changelist"), {"state": "all"})
    assert "corridor" not in listed.text
    assert staff.get("/admin/r/1/1/").status_code == 404


def test_choices_and_suggestions_go_through_the_same_rule(staff, cast):
    hidden, shown = make.issue("Seats", marking="government"), make.issue("Seabed")
    found = staff.get(
        reverse("admin:autocomplete"),
        {"app_label": "positions", "model_name": "proposal", "field_name": "issue", "term": "Sea"},
    ).json()
    assert [row["text"] for row in found["results"]] == ["Seabed"]
    url = reverse("admin:positions_proposal_add")
    given = {"number": "RCC/73A1/12", "action": "MOD", "title": "x"}
    refused = send(staff, url, **given, issue=str(hidden.pk))
    assert (refused.status_code, Proposal.objects.count()) == (422, 0)
    assert send(staff, url, **given, issue=str(shown.pk)).status_code == 302


@pytest.mark.parametrize("key", ["nonsense", "before\0after", "9" * 40, "-1"])
def test_what_is_no_key_is_refused_at_its_field(staff, cast, key):
    data = {"text": key, "document": key, "committee": key, "meeting": key, "issues": [key, key]}
    for noun in ("proposal", "outcome", "agendaitem"):
        answer = staff.post(reverse(f"admin:positions_{noun}_add"), data)
        assert answer.status_code == 422, noun


@pytest.mark.parametrize(
    "asked, status",
    [
        ("committee/%00/change/", 404),
        ("committee/%00/history/", 404),
        ("memberstate/%00/delete/", 404),
        ("meeting/?committee=before%00after", 404),
        ("meeting/?starts_at__year=99999999999", 400),
        ("meeting/?starts_at__year=0", 302),
        ("membership/add/?delegate=nonsense&committee=before", 200),
    ],
)
def test_no_address_makes_it_fail(staff, asked, status):
    assert staff.get(f"/admin/delegation/{asked}").status_code == status


def test_what_is_hidden_stays_where_it_is_chosen(staff, cast, internet):
    secret = make.issue("Seats", marking="government")
    proposal = make.proposal(issue=secret)
    text = make.text("Res 102", issues=[secret, internet])
    page = staff.get(page_of("positions_proposal", proposal))
    assert str(secret.pk) not in page.text
    assert "Seats" not in page.text
    assert send(staff, page_of("positions_proposal", proposal), title="Other").status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.issue) == ("Other", secret)
    assert send(staff, page_of("positions_text", text), issues=[]).status_code == 302
    assert list(text.issues.all()) == [secret]


@pytest.mark.parametrize("lookup", ["text__name__startswith=R", "version__gt=1", "issue=1", "document__symbol=73"])
def test_an_address_sounds_nothing_out(staff, lookup):
    assert staff.get(reverse("admin:positions_proposal_changelist") + f"?{lookup}").status_code in (302, 400)


def test_no_secret_is_filtered_by(staff):
    assert staff.get(reverse("admin:delegation_delegate_changelist") + "?password__startswith=a").status_code == 400


def test_many_at_once_touches_only_what_stands_as_it_was_seen(staff, cast):
    one, two, three = (make.proposal(f"RCC/73A1/{n}") for n in (1, 2, 3))
    url = reverse("admin:positions_proposal_changelist")
    records.change(two, seen=1, by=cast.sol, title="Changed")
    chosen = {f"seen-{record.pk}": "1" for record in (one, two, three)}
    chosen |= {"action": "archive_chosen", "_selected_action": [str(one.pk), str(two.pk)]}
    answer = staff.post(url, chosen, follow=True)
    assert set(Proposal.objects.current()) == {two, three}
    assert [str(message) for message in answer.context["messages"]] == [
        "Done: 1 row.",
        "Left as they are: RCC/73A1/2 (changed meanwhile by Sol). Look at them again, then decide.",
    ]
    archived = staff.get(url, {"state": "archived"}).context["cl"].result_list
    assert list(archived) == [one]
    restored = {f"seen-{one.pk}": "2", "action": "restore_chosen", "_selected_action": [str(one.pk)]}
    staff.post(f"{url}?state=archived", restored)
    assert Proposal.objects.current().count() == 3


def test_nothing_is_deleted(staff, cast):
    proposal = make.proposal()
    assert staff.post(page_of("positions_proposal", proposal, "delete"), {"post": "yes"}).status_code == 403
    url = reverse("admin:positions_proposal_changelist")
    staff.post(url, {"action": "delete_selected", "_selected_action": [str(proposal.pk)], "post": "yes"})
    assert Proposal.objects.count() == 1


def test_what_staff_do_not_keep_is_listed_with_a_link_as_far_as_it_is_seen(staff, cast, internet):
    point = make.talking_point(internet)
    make.position(internet, objective="canary")
    assert "talking" in staff.get(reverse("admin:positions_talkingpoint_changelist")).text
    assert staff.get(reverse("admin:positions_position_changelist")).context["cl"].result_count == 0
    assert staff.post(page_of("positions_talkingpoint", point), {"text": "x"}).status_code in (302, 403)
    assert staff.get(reverse("admin:positions_talkingpoint_add")).status_code == 403
    point.refresh_from_db()
    assert point.version == 1


def test_a_moved_meeting_tells_those_on_duty_and_asks_them_anew(staff, cast):
    meeting = make.meeting(make.committee(), starts_at=clock.now() + timedelta(hours=3))
    duty = make.duty(meeting, cast.chen, accepted=True)
    url = page_of("delegation_meeting", meeting)
    assert send(staff, url, room="Room C", title="Second reading").status_code == 302
    assert send(staff, url, starts_at="2014-10-29T14:00", ends_at="2014-10-29T16:00").status_code == 302
    meeting.refresh_from_db()
    duty.refresh_from_db()
    assert (meeting.room, meeting.title, duty.accepted_at) == ("Room C", "Second reading", None)
    assert clock.now().tzinfo is not None
    assert Meeting.objects.count() == 1


def test_a_member_is_invited_by_a_link_that_staff_hands_over(staff, cast):
    url = reverse("admin:delegation_delegate_add")
    given = {"name": "Nia Low", "email": "nia@valdria.example", "function": "secretary", "clearance": "government"}
    page = send(staff, url, **given)
    nia = Delegate.objects.get(name="Nia Low")
    assert (page.status_code, nia.function, nia.clearance) == (200, "delegate", "delegation")
    link = re.search(r"http://testserver/accounts/invitation/([^/]+)/", page.text)
    assert invitations.read(link[1]) == nia
    assert Grant.objects.waiting().get().in_words == "Nia Low becomes Delegation secretary, and is cleared Government"
    again = staff.post(reverse("admin:delegation_delegate_invitation", args=[nia.pk]))
    assert (again.status_code, invitations.read(link[1])) == (200, None)
    asked = staff.post(reverse("admin:delegation_delegate_invitation", args=[cast.chen.pk]))
    assert (asked.status_code, Grant.objects.waiting().count()) == (302, 2)


def test_a_member_form_proposes_what_gives_sight(staff, cast):
    url = page_of("delegation_delegate", cast.pavel)
    answer = staff.post(url, inputs(staff.get(url)) | {"clearance": "government", "covers": "Orbit"}, follow=True)
    cast.pavel.refresh_from_db()
    assert (cast.pavel.clearance, cast.pavel.covers) == ("delegation", "Orbit")
    assert "Waits until a head or deputy confirms it: Pavel (Private sector) is cleared Government." in [
        str(message) for message in answer.context["messages"]
    ]
    assert "Pavel (Private sector) is cleared Government" in staff.get("/admin/").text


def test_access_ends_and_a_head_gives_it_again(staff, cast):
    url = reverse("admin:delegation_delegate_end-access", args=[cast.pavel.pk])
    assert staff.post(url, {"why": ""}).status_code == 422
    assert staff.post(url, {"why": "Left."}).status_code == 302
    cast.pavel.refresh_from_db()
    assert (cast.pavel.is_active, cast.pavel.access_ended_why) == (False, "Left.")
    assert "Access has ended: Left." in staff.get(page_of("delegation_delegate", cast.pavel)).text
    again = reverse("admin:delegation_delegate_give-access-again", args=[cast.pavel.pk])
    assert "Only a head or deputy gives access again." in staff.post(again, follow=True).text
    cast.pavel.refresh_from_db()
    assert not cast.pavel.is_active


def test_an_assignment_is_proposed_and_ended(staff, cast, internet):
    url = reverse("admin:delegation_assignment_add")
    given = {"issue": str(internet.pk), "delegate": str(cast.olga.pk), "role": "b_alternate", "starts_on": "2014-10-29"}
    assert send(staff, url, **given).status_code == 302
    assert Grant.objects.waiting().get().in_words == "Olga becomes alternate of Internet"
    refused = send(staff, url, **given | {"delegate": str(cast.pavel.pk)})
    assert (refused.status_code, "could not read the live instructions" in refused.text) == (422, True)
    held = Assignment.objects.get(delegate=cast.chen)
    chosen = {f"seen-{held.pk}": "1", "action": "end_chosen", "_selected_action": [str(held.pk)]}
    staff.post(reverse("admin:delegation_assignment_changelist"), chosen)
    assert not cast.chen.assignments.current().exists()
