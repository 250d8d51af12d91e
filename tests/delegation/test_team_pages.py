"""Team, my account, confirmations, rehearsal."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from delegation import clock
from delegation.actions import grants, invitations, people
from delegation.actions.conference import jump
from delegation.models import Conference, Delegate, Grant
from tests import factories as make

QUERIES_OF_TEAM = 10
ONCE = "6f1e6a0c-2f43-4c0e-9a55-0d6a1d6a6f01"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


@pytest.fixture
def signed_in(client, cast):
    def sign_in(name):
        client.force_login(getattr(cast, name))
        return client

    return sign_in


def test_team_says_who_does_what_within_the_readers_rights(signed_in, cast, internet):
    secret = make.issue("Seats", marking="government", lead=cast.chen)
    committee = make.committee("WG-PL", name="Working Group of the Plenary")
    make.membership(cast.chen, committee)
    make.duty(make.meeting(committee), cast.chen)
    page = signed_in("pavel").get(reverse("team"))
    assert "Internet" in page.text
    assert "Seats" not in page.text
    assert str(secret.pk) not in page.text
    assert "09:30 WG-PL" in page.text
    assert "Clearance" not in page.text.partition("<main")[2]
    assert "Gone" not in page.text
    names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page.text)
    assert names[:3] == ["Amara", "Ben", "Sol"]
    page = signed_in("ben").get(reverse("team"))
    assert ("Seats" in page.text, "Clearance" in page.text) == (True, True)


def test_team_is_searched_and_paged(signed_in, cast):
    Delegate.objects.filter(pk=cast.olga.pk).update(leaves_on=date(2014, 10, 20), covers="Orbit")
    client = signed_in("pavel")
    assert re.findall(r'row"><a[^>]*>([^<]*)', client.get(reverse("team"), {"q": "orb"}).text) == ["Olga"]
    assert "No member matches." in client.get(reverse("team"), {"q": "orb", "here": "on"}).text
    for number in range(60):
        make.delegate(f"extra {number:02}")
    first = client.get(reverse("team"))
    following = re.search(r'<a href="([^"]*)" rel="next"', first.text)[1].replace("&amp;", "&")
    second = client.get(reverse("team") + following)
    seen = [re.findall(r'row"><a[^>]*>([^<]*)', page.text) for page in (first, second)]
    assert [len(names) for names in seen] == [50, 21]
    assert not set(seen[0]) & set(seen[1])


@pytest.mark.parametrize("extra", [0, 3, 48])
def test_team_costs_the_same_for_few_and_many(signed_in, cast, internet, extra, django_assert_num_queries):
    committee = make.committee()
    meeting = make.meeting(committee)
    for number in range(extra):
        person = make.delegate(f"extra {number}")
        make.membership(person, committee)
        make.duty(meeting, person)
        make.assignment(internet, person, role="b_alternate")
    client = signed_in("chen")
    with django_assert_num_queries(QUERIES_OF_TEAM):
        client.get(reverse("team"))


def test_a_member_who_left_is_known_to_those_who_keep_people(signed_in, cast):
    url = cast.gone.get_absolute_url()
    absent = reverse("team-member", args=[make.key("nobody")])
    assert [signed_in("chen").get(at).status_code for at in (url, absent)] == [404, 404]
    assert [signed_in("sol").get(at).status_code for at in (url, absent)] == [200, 404]


def test_a_head_ends_access_and_gives_it_again(signed_in, cast):
    url = reverse("team-end-access", args=[cast.chen.pk])
    assert signed_in("pavel").post(url, {"why": "x"}).status_code == 403
    client = signed_in("ben")
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "Recalled."}).status_code == 302
    cast.chen.refresh_from_db()
    assert cast.chen.is_active is False
    assert "Access has ended: Recalled." in client.get(cast.chen.get_absolute_url()).text
    assert client.post(reverse("team-give-access-again", args=[cast.chen.pk])).status_code == 302
    refused = client.post(reverse("team-end-access", args=[cast.rosa.pk]), {"why": "Left."})
    assert (refused.status_code, "last administrator" in refused.text) == (422, True)


def test_my_account_says_what_i_may_read(signed_in, cast, internet):
    pages = {name: text_of(signed_in(name).get(reverse("my-account"))) for name in ("pavel", "chen", "amara")}
    assert "draft positions" not in pages["pavel"]
    assert "on the issues you hold" in pages["chen"]
    assert "on every issue" in pages["amara"]
    assert ["Confirm" in pages[name] for name in pages] == [False, False, False]
    assert ["a second person" in pages[name] for name in pages] == [False, False, True]
    assert ["Jump" in pages[name] for name in pages] == [False, False, True]


def test_preferences_are_saved_by_their_owner(signed_in, cast):
    client = signed_in("pavel")
    url = reverse("account-preferences")
    assert client.post(url, {"seen": "1", "name": "Pavel R.", "theme": "dark"}).status_code == 302
    cast.pavel.refresh_from_db()
    assert (cast.pavel.name, cast.pavel.theme, cast.pavel.single_keys) == ("Pavel R.", "dark", False)
    page = client.get(reverse("my-account"))
    assert ('data-theme="dark"' in page.text, 'data-keys="off"' in page.text) == (True, True)
    refused = client.post(url, {"seen": "2", "name": "", "theme": "pink"})
    assert refused.status_code == 422
    sent = {"operation": ONCE, "seen": "2", "name": "Pavel", "theme": ""}
    answers = [client.post(url, sent), client.post(url, sent), client.post(url, sent | {"name": "Paul"})]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "already sent with other words" in answers[-1].text


def test_a_name_that_somebody_corrected_meanwhile_is_asked_about(signed_in, cast):
    client, url = signed_in("pavel"), reverse("account-preferences")
    people.change(cast.pavel, seen=1, by=cast.sol, name="Pavel Rask")
    told = client.post(url, {"seen": "1", "name": "Paul", "theme": "dark"})
    cast.pavel.refresh_from_db()
    assert (told.status_code, cast.pavel.name, cast.pavel.theme) == (409, "Pavel Rask", "")
    assert "Changed meanwhile to “Pavel Rask”. Save again to put yours in its place." in html.unescape(told.text)
    assert client.post(url, {"seen": "2", "name": "Paul", "theme": "dark"}).status_code == 302
    cast.pavel.refresh_from_db()
    assert (cast.pavel.name, cast.pavel.theme) == ("Paul", "dark")


def test_an_address_is_changed_at_once_or_proposed(signed_in, cast):
    url = reverse("account-email")
    assert signed_in("pavel").post(url, {"email": "p@valdria.example"}).status_code == 302
    cast.pavel.refresh_from_db()
    assert cast.pavel.email == "p@valdria.example"
    page = signed_in("chen").post(url, {"email": "c@valdria.example"}, follow=True)
    assert "Waits until a head or deputy confirms it: Chen signs in as c@valdria.example." in text_of(page)
    taken = signed_in("chen").post(url, {"email": "BEN@valdria.example"})
    assert (taken.status_code, "already a member" in taken.text) == (422, True)


def test_confirmations_are_for_heads_and_those_who_proposed(signed_in, cast, internet):
    grants.propose_clearance(cast.pavel, by=cast.rosa)
    secret = make.issue("Seats", marking="core", lead=cast.chen)
    grants.propose_assignment(secret, cast.olga, role="b_alternate", starts_on=date(2014, 10, 29), by=cast.amara)
    assert signed_in("chen").get(reverse("grants")).status_code == 403
    staff = text_of(signed_in("rosa").get(reverse("grants")))
    assert ("Take back" in staff, "Confirm" in staff.replace("Confirmations", ""), "Seats" in staff) == (
        True,
        False,
        False,
    )
    head = text_of(signed_in("ben").get(reverse("grants")))
    assert ("Olga becomes alternate of Seats" in head, "core" in head) == (True, True)


def test_a_grant_is_answered_once(signed_in, cast):
    grant = grants.propose_clearance(cast.pavel, by=cast.ben)
    yes, no = (reverse(f"grant-{answer}", args=[grant.pk]) for answer in ("confirm", "refuse"))
    for name in ("ben", "sol", "rosa", "pavel"):
        assert signed_in(name).post(yes).status_code == 403
    assert signed_in("amara").post(yes, {"address": cast.pavel.email}).status_code == 200
    late = signed_in("amara").post(no)
    assert (late.status_code, "already been confirmed by Amara" in late.text) == (422, True)
    taken_back = grants.propose_clearance(cast.rosa, by=cast.ben)
    sent = [signed_in("ben").post(reverse("grant-refuse", args=[taken_back.pk]), {"operation": ONCE}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 302]
    hidden = Grant.objects.create(kind="marking", marking="core", in_words="x", proposed_at=clock.now())
    for pk in (hidden.pk, make.key("none")):
        assert signed_in("sol").post(reverse("grant-confirm", args=[pk])).status_code == 404


def test_who_confirms_hands_the_new_link_over(signed_in, cast):
    nia = people.invite(name="Nia", email="nia@valdria.example", function="capital", by=cast.rosa)
    grant = Grant.objects.waiting().get()
    page = signed_in("ben").post(reverse("grant-confirm", args=[grant.pk]), {"address": nia.email})
    token = re.search(r"/accounts/invitation/([^/]+)/", page.text)[1]
    assert invitations.read(token) == nia


def test_who_clears_somebody_is_told_what_ends_and_for_whom(signed_in, cast):
    told = "gets a new link; the old password, passkeys and sessions end."
    grant = grants.propose_clearance(cast.pavel, by=cast.rosa)
    grants.propose_function(cast.chen, "capital", by=cast.rosa)
    head = signed_in("ben")
    shown = head.get(reverse("grants")).text
    assert (shown.count(told), f"Make sure that {cast.pavel.email} is" in shown) == (1, True)
    [address] = re.findall(r'name="address" value="([^"]+)"', shown)
    people.change(cast.pavel, seen=1, by=cast.rosa, email="rosa-too@valdria.example")
    confirm = reverse("grant-confirm", args=[grant.pk])
    for sent in ({"address": address}, {}):
        late = head.post(confirm, sent)
        assert (late.status_code, "Pavel signs in as rosa-too@valdria.example now." in late.text) == (422, True)
    cast.pavel.refresh_from_db()
    assert (cast.pavel.is_cleared, head.post(confirm, {"address": cast.pavel.email}).status_code) == (False, 200)


def test_the_rehearsal_jumps_for_heads_and_administrators(signed_in, cast):
    url = reverse("rehearsal")
    assert [signed_in(name).get(url).status_code for name in ("chen", "sol", "rosa", "amara")] == [403, 403, 200, 200]
    assert signed_in("amara").post(url, {"to": "2014-11-03T08:00"}).status_code == 302
    assert abs((clock.now() - datetime(2014, 11, 2, 23, 0, tzinfo=UTC)).total_seconds()) < 60
    refused = signed_in("amara").post(url, {"to": "1914-11-03T08:00"})
    assert (refused.status_code, "within a year" in refused.text) == (422, True)
    Conference.objects.update(is_sample=False)
    assert signed_in("amara").get(url).status_code == 404


def test_who_jumps_lands_there_whoever_jumped_meanwhile(cast):
    to = clock.now() + timedelta(days=1)
    with clock.kept() as read_before:
        jump(read_before, to=to + timedelta(days=3), by=cast.rosa)
        jump(read_before, to=to, by=cast.amara)
    assert abs((clock.now() - to).total_seconds()) < 60
