"""A room that two meetings have at one time is told to who planned it so, and marked; never refused."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from delegation import clock, rooms
from delegation.models import Meeting
from tests import factories as make

AT = make.START + timedelta(hours=5)  # 14:10 at the conference
SAID = "Room K also has Ad hoc group on WSIS then."


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee")


@pytest.fixture
def group(com5):
    return make.committee("AH-WSIS", kind="ad_hoc", name="Ad hoc group on WSIS", parent=com5)


@pytest.fixture
def wsis(group):
    return make.meeting(group, starts_at=AT, minutes=60, room="Room K")


def said(page):
    return " ".join(str(one) for one in page.context["messages"])


def plan(client, *, starts="2014-10-29T14:30", ends="2014-10-29T15:30", room=" room  k"):
    data = {"committee": "COM5", "number": "8", "starts_at": starts, "ends_at": ends, "room": room}
    return client.post(reverse("meeting-new"), data, follow=True)


def test_who_plans_a_meeting_is_told_and_both_are_marked(client, cast, com5, wsis):
    client.force_login(cast.sol)
    page = plan(client)
    assert said(page) == "It is in the time plan. Next: ask somebody to it. room k also has Ad hoc group on WSIS then."
    assert "same room" in page.text
    assert "same room" in client.get(wsis.get_absolute_url()).text
    day = reverse("time-plan-day", args=[date(2014, 10, 29)])
    assert client.get(f"{day}?by=room").text.count("same room") == 2
    assert client.get(day).text.count("same room") == 0


@pytest.mark.parametrize(
    "values",
    [
        {"starts": "2014-10-29T15:10", "ends": "2014-10-29T16:00"},
        {"room": "Room L"},
        {"room": ""},
    ],
)
def test_who_has_it_to_himself_is_told_nothing(client, cast, com5, wsis, values):
    client.force_login(cast.sol)
    page = plan(client, **values)
    assert said(page) == "It is in the time plan. Next: ask somebody to it."
    assert "same room" not in page.text


@pytest.mark.parametrize("over", ["cancelled_at", "archived_at", "ended_at"])
def test_what_is_not_held_has_no_room(client, cast, com5, wsis, over):
    Meeting.objects.update(**{over: make.START})
    client.force_login(cast.sol)
    assert "also has" not in said(plan(client))


def test_what_one_may_not_see_is_not_told(client, cast, com5, wsis):
    Meeting.objects.filter(pk=wsis.pk).update(marking="core")
    client.force_login(cast.sol)
    page = plan(client)
    assert ("also has" in page.text, "same room" in page.text) == (False, False)
    other = Meeting.objects.get(committee="COM5")
    client.force_login(cast.amara)
    page = client.get(other.get_absolute_url())
    assert ("same room" in page.text, page.context["markings"]) == (True, ["delegation", "core"])
    day = client.get(reverse("time-plan-day", args=[date(2014, 10, 29)]) + "?by=room")
    assert (day.text.count("same room"), day.context["markings"]) == (2, ["delegation", "core"])


def test_who_moves_a_meeting_is_told(client, cast, com5, wsis):
    meeting = make.meeting(com5, starts_at=AT, room="Room A")
    client.force_login(cast.sol)
    data = {"seen": "1", "starts_at": "2014-10-29T14:10", "ends_at": "2014-10-29T17:10", "room": "Room K"}
    url = reverse("meeting-move", args=[meeting.pk])
    page = client.post(url, data, headers={"HX-Request": "true", "HX-Target": "meeting-time"})
    assert (page.status_code, "same room" in page.text, "Room K also has" in page.text) == (200, True, True)


def test_a_time_edited_on_a_page_of_its_own_brings_no_part_of_another(client, cast, com5):
    meeting = make.meeting(com5, starts_at=AT, room="Room A")
    client.force_login(cast.sol)
    url = reverse("meeting-move", args=[meeting.pk])
    found = {}
    for seen, (where, room) in enumerate(((url, "K"), (meeting.get_absolute_url(), "L")), start=1):
        data = {"seen": str(seen), "starts_at": "2014-10-29T14:10", "ends_at": "2014-10-29T17:10", "room": room}
        headers = {"HX-Request": "true", "HX-Target": "meeting-time", "HX-Current-URL": f"http://testserver{where}"}
        answer = client.post(url, data, headers=headers)
        found[room] = (answer.status_code, "hx-swap-oob" in answer.text)
    assert found == {"K": (200, False), "L": (200, True)}


def test_who_forms_a_group_is_told(client, cast, com5, wsis):
    client.force_login(cast.sol)
    data = {"parent": "COM5", "kind": "ad_hoc", "name": "Ad hoc group on Res 102", "room": "Room K"}
    page = client.post(reverse("group-new"), data | {"starts_at": "2014-10-29T14:00"}, follow=True)
    assert said(page).endswith(f"with its first meeting. Next: ask somebody to it. {SAID}")


def test_who_imports_a_time_plan_is_told(client, cast, com5, wsis):
    """By what stands once the file is written: the second meeting goes where the first one comes from."""
    make.meeting(com5, number="9", starts_at=AT + timedelta(days=1), room="Room M")
    rows = ["8,2014-10-29,14:00,16:00,Room K", "9,2014-10-30,14:10,17:10,Room L", "10,2014-10-30,14:10,17:10,Room M"]
    rows += ["11,2014-10-31,10:00,11:00,Room N", "12,2014-10-31,10:30,11:30,Room N"]
    file = "committee,number,day,starts_at,ends_at,room\n" + "\n".join(f"COM5,{row}" for row in rows)
    client.force_login(cast.sol)
    url = reverse("import-time-plan")
    page = client.post(url, {"file": SimpleUploadedFile("plan.csv", file.encode())})
    told = ["Room K also has Ad hoc group on WSIS then.", "Room N also has Com 5, meeting 12 then."]
    told.append("Room N also has Com 5, meeting 11 then.")
    for _turn in ("before", "done"):
        assert [note for row in page.context["rows"] for note in row["row"].notes if "also has" in note] == told
        page = client.post(url, {"rows_signed": page.context["rows_signed"], "confirm": ""})
    assert Meeting.objects.filter(number="8").exists()


def test_an_import_is_marked_as_the_meetings_that_it_names(client, cast, com5, wsis):
    Meeting.objects.filter(pk=wsis.pk).update(marking="government")
    file = "committee,number,day,starts_at,ends_at,room\nCOM5,8,2014-10-29,14:00,16:00,"
    shown = {}
    for name, room in ((name, room) for name in ("sol", "rosa") for room in ("Room K", "Room N")):
        client.force_login(getattr(cast, name))
        sent = {"file": SimpleUploadedFile("plan.csv", (file + room).encode())}
        page = client.post(reverse("import-time-plan"), sent)
        shown[name, room] = ("also has" in page.text, page.context["markings"])
    assert shown == {
        ("sol", "Room K"): (True, ["delegation", "government"]),
        ("sol", "Room N"): (False, ["delegation"]),
        ("rosa", "Room K"): (False, ["delegation"]),
        ("rosa", "Room N"): (False, ["delegation"]),
    }


def test_many_are_found_by_one_query(cast, com5, wsis, django_assert_num_queries):
    many = [make.meeting(com5, number=str(number), starts_at=AT, room="Room K") for number in range(12)]
    with clock.kept(), django_assert_num_queries(1):
        found = rooms.shared([*many, wsis], cast.chen)
        assert rooms.told(wsis, found[wsis.pk]).startswith("Room K also has Com 5, meeting")
    assert {key: len(others) for key, others in found.items()} == dict.fromkeys([wsis.pk, *(m.pk for m in many)], 12)
