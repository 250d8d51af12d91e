"""The page of a committee, or of a group: what it works on, when it meets with what is lacking, who of us is in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation.access import Marking
from delegation.models import Committee
from tests import factories as make

SOON = make.START + timedelta(hours=3)


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee", place=50)


@pytest.fixture
def group(com5):
    values = {"chair": "Mr Wegner", "works_on": "Res 101", "remit": "One text."}
    return make.committee("AH-101", kind="ad_hoc", name="Ad hoc group on Res 101", parent=com5, **values)


def seen_by(client, person, committee):
    client.force_login(person)
    return client.get(committee.get_absolute_url())


def lacking(page):
    return [", ".join(str(lack.words) for lack in meeting.lacks) for meeting in page.context["meetings"]]


def test_what_it_works_on_and_who_of_us_is_in_it(client, cast, group):
    make.membership(cast.dina, group)
    make.membership(cast.gone, group)
    page = seen_by(client, cast.pavel, group)
    assert [str(one.delegate) for one in page.context["members"]] == ["Dina"]
    words = (
        "Convener: Mr Wegner",
        "Res 101",
        "One text.",
        'href="/committees/COM5/"',
        "No meeting has been entered yet.",
    )
    assert [said for said in words if said not in page.text] == []
    above = seen_by(client, cast.pavel, group.parent)
    assert ([str(one) for one in above.context["groups"]], "Nobody of us has a part in it." in above.text) == (
        ["Ad hoc group on Res 101"],
        True,
    )


def test_its_meetings_say_what_is_lacking_as_the_cover_board_does(client, cast, group):
    make.membership(cast.dina, group)
    answered, asked, nobody, cancelled = (
        make.meeting(group, number=str(number), starts_at=SOON + timedelta(days=number)) for number in range(1, 5)
    )
    make.duty(answered, cast.dina, accepted=True)
    make.duty(asked, cast.dina)
    cancelled.cancelled_at = make.START
    cancelled.save()
    page = seen_by(client, cast.sol, group)
    assert lacking(page) == ["", "lead not accepted", "nobody leads", ""]
    board = client.get(reverse("cover-day", args=[nobody.starts_at.date()])).text
    assert [text.count("nobody leads") for text in (page.text, board)] == [1, 1]


def test_a_meeting_that_is_hidden_from_him_is_not_there(client, cast, group):
    make.meeting(group, starts_at=SOON, room="Room Zqx", marking=Marking.GOVERNMENT)
    pages = [seen_by(client, person, group) for person in (cast.pavel, cast.sol)]
    assert [(len(page.context["meetings"]), "Room Zqx" in page.text) for page in pages] == [(0, False), (1, True)]


ACTS = {
    "amara": [True, True, False],
    "sol": [True, True, False],
    "rosa": [True, True, False],
    "chen": [False, False, False],
    "pavel": [False, False, False],
}


@pytest.mark.parametrize(("name", "offered"), ACTS.items(), ids=ACTS.keys())
def test_what_may_be_done_is_offered_to_who_may(client, cast, group, name, offered):
    page = seen_by(client, getattr(cast, name), group).text
    acts = [f"{reverse('meeting-new')}?committee=AH-101", reverse("group-end", args=["AH-101"]), reverse("group-new")]
    assert [act in page for act in acts] == offered


def test_what_is_no_committee_has_no_page(client, cast, group):
    Committee.objects.filter(pk=group.pk).update(archived_at=make.START)
    client.force_login(cast.sol)
    paths = ("NONE", "AH-101", "%00", "COM5/more")
    assert [client.get(f"/committees/{path}/").status_code for path in paths] == [404] * 4


def test_a_code_may_have_a_stroke_in_it(client, cast, com5):
    group = make.committee("WG/PL-1", kind="ad_hoc", name="Odd", parent=com5)
    assert seen_by(client, cast.sol, group).status_code == 200
    assert client.get(reverse("group-end", args=[group.code])).status_code == 200
    assert client.get(reverse("reference")).status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_queries_does_not_grow(client, cast, group, many, django_assert_num_queries):
    for number in range(many):
        make.duty(make.meeting(group, number=str(number), starts_at=SOON + timedelta(days=number)), cast.chen)
        make.membership((cast.dina, cast.chen, cast.sam)[number], group)
        make.committee(f"DG-{number}", kind="drafting", name=f"Drafting {number}", parent=group)
    seen_by(client, cast.sol, group)
    with django_assert_num_queries(11):
        client.get(group.get_absolute_url())


def test_a_code_may_hold_a_slash(client, cast, com5):
    group = make.committee("AH/ITR 1", kind="ad_hoc", parent=com5)
    meeting = make.meeting(group)
    client.force_login(cast.sol)
    for page in (reverse("reference"), f"{reverse('search')}?q=ITR", meeting.get_absolute_url()):
        assert group.get_absolute_url() in client.get(page).text
    for page in (group.get_absolute_url(), reverse("group-end", args=[group.code])):
        assert client.get(page).status_code == 200
