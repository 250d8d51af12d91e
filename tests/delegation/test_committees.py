"""Ad hoc and drafting groups."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from delegation.actions import committees
from delegation.models import Committee, Meeting
from tests import factories as make

SOON = make.START + timedelta(hours=1)


@pytest.fixture
def com5(cast):
    return make.committee("COM5", kind="committee", place=50)


def formed(com5, by, name="Ad hoc group on Res 101", **values):
    return committees.form(parent=com5, kind="ad_hoc", name=name, by=by, **values)


def test_a_group_is_formed_with_its_first_meeting(cast, com5):
    given = {"chair": "Mr Wegner", "works_on": "Res 101", "remit": "One text.", "starts_at": SOON, "room": "Room K"}
    group = formed(com5, cast.sol, **given)
    assert (group.code, group.parent, group.chair, group.place) == ("AH-RES-101", com5, "Mr Wegner", 50)
    meeting = Meeting.objects.get()
    assert (str(meeting), meeting.room, meeting.ends_at - meeting.starts_at) == (
        group.name,
        "Room K",
        timedelta(hours=1),
    )
    assert formed(com5, cast.rosa, "Friends of the chair", works_on="Res 101").code == "AH-RES-101-2"
    for person in (cast.chen, cast.pavel, cast.kim, cast.gone):
        with pytest.raises(PermissionDenied):
            formed(com5, person, "Another")
    with pytest.raises(ValidationError, match="ends before it starts"):
        formed(com5, cast.sol, "Another", starts_at=SOON, ends_at=SOON - timedelta(hours=1))
    assert (Committee.objects.count(), Meeting.objects.count()) == (3, 1)


def test_a_group_is_not_formed_twice(client, cast, com5):
    group = formed(com5, cast.sol)
    with pytest.raises(ValidationError) as refused:
        formed(com5, cast.rosa, "  ad hoc   GROUP on res 101 ")
    assert refused.value.message_dict == {
        "name": [
            'Com 5 has formed it already: <a href="/committees/AH-AD-HOC-GROUP/">Ad hoc group on Res 101</a>. '
            "Go on there, or call this one something else."
        ]
    }
    client.force_login(cast.sol)
    data = {"parent": "COM5", "kind": "ad_hoc", "name": "AD HOC group on Res 101"}
    answer = client.post(reverse("group-new"), data)
    assert (answer.status_code, '<a href="/committees/AH-AD-HOC-GROUP/">' in answer.text) == (422, True)
    com6 = make.committee("COM6", kind="committee")
    assert formed(com6, cast.sol).pk != group.pk
    committees.end(group, output="DT/24", by=cast.sol)
    assert formed(com5, cast.sol).pk != group.pk


def test_what_a_group_is_called_is_written_as_words(cast, com5):
    formed(com5, cast.sol, "Group <b>on</b> it")
    with pytest.raises(ValidationError, match="&lt;b&gt;on&lt;/b&gt;"):
        formed(com5, cast.sol, "Group <B>on</B> it")


def test_who_forms_a_group_is_told_and_goes_on_there(client, cast, com5):
    client.force_login(cast.sol)
    data = {"parent": "COM5", "kind": "ad_hoc", "name": "Ad hoc group on Res 101", "works_on": "Res 101"}
    page = client.post(reverse("group-new"), data, follow=True)
    assert page.redirect_chain == [("/committees/AH-RES-101/", 302)]
    said = "Formed: Ad hoc group on Res 101. Next: plan its first meeting, once the time is known."
    assert [str(one) for one in page.context["messages"]] == [said]
    assert f'href="{reverse("meeting-new")}?committee=AH-RES-101"' in page.text
    assert '<option value="AH-RES-101" selected>' in client.get(f"{reverse('meeting-new')}?committee=AH-RES-101").text
    data |= {"name": "Ad hoc group on Res 102", "works_on": "Res 102", "starts_at": "2014-10-29T13:00"}
    page = client.post(reverse("group-new"), data, follow=True)
    meeting = Meeting.objects.get()
    assert page.redirect_chain == [(meeting.get_absolute_url(), 302)]
    said = "Formed: Ad hoc group on Res 102, with its first meeting. Next: ask somebody to it."
    assert [str(one) for one in page.context["messages"]] == [said]


def test_a_group_ends_with_an_output(cast, com5):
    group = formed(com5, cast.sol)
    with pytest.raises(ValidationError, match="Say what came out of it"):
        committees.end(group, output=" ", by=cast.sol)
    with pytest.raises(PermissionDenied):
        committees.end(group, output="DT/24", by=cast.chen)
    with pytest.raises(ValidationError, match="Only an ad hoc"):
        committees.end(com5, output="DT/24", by=cast.sol)
    committees.end(group, output="DT/24", by=cast.sol)
    assert committees.end(group, output="Nothing", by=cast.amara).changed == ()
    group.refresh_from_db()
    assert (group.output, list(Committee.objects.working())) == ("DT/24", [com5])
    with pytest.raises(ValidationError, match="has ended"):
        formed(group, cast.sol)


def test_from_the_page_of_a_meeting(client, cast, com5):
    meeting = make.meeting(com5)
    client.force_login(cast.olga)
    assert "Form a group" not in client.get(meeting.get_absolute_url()).text
    assert client.get(reverse("group-new")).status_code == 403
    client.force_login(cast.sol)
    under = f"{reverse('group-new')}?under=COM5"
    assert under in client.get(meeting.get_absolute_url()).text
    assert '<option value="COM5" selected>' in client.get(under).text
    data = {"parent": "COM5", "kind": "drafting", "name": "Drafting group on ITRs", "works_on": "Res 146"}
    refused = client.post(under, data | {"room": "Room K"})
    assert (refused.status_code, "Say when it meets in that room." in refused.text) == (422, True)
    answer = client.post(under, data | {"starts_at": "2014-10-29T13:00", "room": "Room K"})
    assert (answer.status_code, answer.url) == (302, Meeting.objects.get(room="Room K").get_absolute_url())
    page = client.get(Meeting.objects.get(room="Room K").get_absolute_url()).text
    assert ("Works on" in page, "Res 146" in page, "The group ends" in page) == (True, True, True)
    end = reverse("group-end", args=["DG-RES-146"])
    assert client.post(end, {"output": ""}).status_code == 422
    assert client.post(end, {"output": "DL/48"}).status_code == 302
    assert "ended: DL/48" in client.get("/reference/").text
    assert 'value="DG-RES-146"' not in client.get(reverse("meeting-new")).text
