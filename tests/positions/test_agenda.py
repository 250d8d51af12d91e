"""An agenda read, looked at, entered and followed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from delegation.access import Marking
from delegation.actions import records
from delegation.models import Notice
from delegation.versions import Stale
from positions.actions import agenda_items, ordering, speakers
from positions.models import AgendaItem, Speaker
from positions.numbers import Unreadable
from positions.numbers.agendas import read_agenda
from tests import factories as make

PASTED = """Agenda of the sixth meeting of WG-PL
Wednesday, at 09:30

1\tApproval of the agenda\tADM/41
2.  Report of the ad hoc group    DT/24(Rev.1), DT/33
3 Resolution 102: Internet policy   RCC/73A1/12
   also Documents 34, 36 and 80(Add.1)
3.1 Proposals from Europe (Document 80(Add.1))
4) Res 102 and Res 133
5 Review of Documents 79 by the group
6 Youth\t67(Add.2), 69
7 Other business
"""


def test_a_pasted_agenda_is_read():
    items, left_out = read_agenda(PASTED)
    assert [(one.number, one.title, one.papers) for one in items] == [
        ("1", "Approval of the agenda", ["ADM/41"]),
        ("2", "Report of the ad hoc group", ["DT/24(Rev.1)", "DT/33"]),
        (
            "3",
            "Resolution 102: Internet policy",
            ["Resolution 102", "RCC/73A1/12", "Document 34", "Document 36", "Document 80(Add.1)"],
        ),
        ("3.1", "Proposals from Europe", ["Document 80(Add.1)"]),
        ("4", "Res 102 and Res 133", ["Res 102", "Res 133"]),
        ("5", "Review of Documents 79 by the group", ["Document 79"]),
        ("6", "Youth", ["Document 67(Add.2)", "Document 69"]),
        ("7", "Other business", []),
    ]
    assert left_out == [1, 2]


def test_a_date_is_no_item():
    items, left_out = read_agenda("29 October 2014\n1 Opening\n30. Oktober 2014\n2 Closing")
    assert ([item.title for item in items], left_out) == (["Opening", "Closing"], [1, 3])


@pytest.mark.parametrize("text", ["", "Nothing numbered here", "1 \n2\n", "1 One\n" * 301, "\x00" * 50])
def test_what_is_no_agenda_is_refused(text):
    with pytest.raises(Unreadable):
        read_agenda(text)


@pytest.fixture
def meeting(cast, internet):
    record = make.meeting(make.committee(), number="6", room="Room A")
    text = make.text("Res 102", canonical="RES 102", issues=[internet])
    make.proposal(text=text)
    make.document("DT/24", series="DT", number=24)
    return record


def titles(meeting, **facts):
    return list(AgendaItem.objects.of(meeting).filter(**facts).values_list("number", "title"))


def pasted(client, person, meeting, text):
    client.force_login(person)
    url = reverse("agenda-paste", args=[meeting.pk])
    return url, client.post(url, {"agenda": text})


def everything(preview):
    """What the form of a review sends as it stands: all is ticked."""
    lines = preview.context["lines"]
    papers = [choice.value for line in lines for _kind, choices in line.kinds for choice in choices]
    items = [str(line.row.line) for line in lines if line.is_written]
    return {"rows_signed": preview.context["rows_signed"], "take": [*items, *papers]}


def test_pasted_lines_are_looked_at_then_written_once(client, cast, meeting, internet):
    text = "Agenda\n1 Opening DT/24, DT/99\n3 Resolution 102 RCC/73A1/12\n3 Twice"
    url, preview = pasted(client, cast.sol, meeting, text)
    assert AgendaItem.objects.count() == 0
    for words in (
        "No number of an item: left out.",
        "Line 3 has the same number.",
        "Recognised: 2 items, 1 document, 1 proposal, 1 text, 1 issue; 1 reference not placed: DT/99.",
    ):
        assert words in preview.text
    sent = everything(preview)
    said = "Taken over: 2 items, 1 document, 1 proposal, 1 text, 1 issue; 1 reference not placed: DT/99."
    assert said in client.post(url, sent).text  # two lines were kept out
    assert titles(meeting) == [("1", "Opening"), ("3", "Resolution 102")]
    opening, third = AgendaItem.objects.of(meeting)
    assert [str(one) for one in opening.documents.all()] == ["DT/24"]
    assert [list(map(str, found.all())) for found in (third.proposals, third.texts, third.issues)] == [
        ["RCC/73A1/12"],
        ["Res 102"],
        ["Internet"],
    ]
    assert third.issue == internet
    again = client.post(url, sent).text
    assert ("Taken over: 0 items; 1 reference not placed: DT/99." in again, len(titles(meeting))) == (True, 2)


def test_who_may_not_change_the_meeting_pastes_nothing(client, cast, meeting):
    for person, status in ((cast.olga, 403), (cast.pavel, 403)):
        assert pasted(client, person, meeting, "1 One")[1].status_code == status
    records.change(meeting, seen=1, room="Room B", by=cast.sol)
    hidden = make.meeting(meeting.committee, number="7", marking=Marking.GOVERNMENT)
    assert pasted(client, cast.pavel, hidden, "1 One")[1].status_code == 404
    _url, refused = pasted(client, cast.sol, meeting, "no number")
    assert (refused.status_code, "No line begins with the number of an item" in refused.text) == (422, True)
    client.force_login(cast.amara)
    signed = pasted(client, cast.sol, meeting, "1 One")[1].context["rows_signed"]
    assert pasted(client, cast.amara, meeting, "1 One")[1].status_code == 200
    stolen = client.post(reverse("agenda-paste", args=[meeting.pk]), {"rows_signed": signed})
    assert (stolen.status_code, AgendaItem.objects.count()) == (422, 0)


def test_an_item_is_typed_and_changed(client, cast, meeting):
    client.force_login(cast.sol)
    url = reverse("item-new", args=[meeting.pk])
    refused = client.post(url, {"number": "1", "title": "One", "written": "DT/99"})
    assert (refused.status_code, "Not in Placard yet: DT/99." in refused.text) == (422, True)
    assert client.post(url, {"number": "1", "title": "One", "written": "DT/24, Res 102"}).status_code == 302
    item = AgendaItem.objects.get()
    edit = reverse("item-edit", args=[item.pk])
    assert 'value="DT/24, Res 102"' in client.get(edit).text
    seen = {"seen": str(item.version), "number": "1"}
    assert client.post(edit, {**seen, "title": "First", "written": "Res 102"}).status_code == 302
    assert client.post(edit, {**seen, "title": "Second", "written": ""}).status_code == 409
    item.refresh_from_db()
    assert (item.title, item.documents.count(), item.texts.count()) == ("First", 0, 1)


@pytest.fixture
def items(meeting, internet):
    return [
        make.agenda_item(meeting, "Opening", number="1"),
        make.agenda_item(meeting, "Internet", number="2", place=2, issues=[internet], issue=internet),
        make.agenda_item(meeting, "Closing", number="3", place=3),
    ]


def states(meeting):
    return [item.state for item in AgendaItem.objects.of(meeting)]


def test_one_item_after_the_other_is_called(cast, meeting, items):
    opening, internet, closing = items
    agenda_items.take_up(opening, seen=1, by=cast.sol)
    assert states(meeting) == ["now", "to come", "to come"]
    assert sorted(Notice.objects.values_list("to__name", "words")) == [
        ("Chen", "Your item is next: 2 Internet (WG-PL, meeting 6, Room A)."),
        ("Dina", "Your item is next: 2 Internet (WG-PL, meeting 6, Room A)."),
    ]
    agenda_items.take_up(internet, seen=1, by=cast.sol)
    assert states(meeting) == ["done", "now", "to come"]
    assert isinstance(agenda_items.postpone(opening, seen=1, by=cast.sol), Stale)
    agenda_items.postpone(internet, seen=2, by=cast.chen)
    agenda_items.close(closing, seen=1, by=cast.sol)
    assert states(meeting) == ["done", "postponed", "done"]
    agenda_items.put_back(closing, seen=2, by=cast.sol)
    agenda_items.take_up(opening, seen=3, by=cast.sol)
    assert (states(meeting), Notice.objects.count()) == (["now", "postponed", "to come"], 2)


def test_who_says_what_becomes_of_an_item(cast, meeting, items):
    make.duty(meeting, cast.olga, accepted=True)
    may = {}
    for name, person in vars(cast).items():
        item = make.agenda_item(meeting, name, place=9)
        try:
            agenda_items.take_up(item, seen=1, by=person)
        except PermissionDenied:
            assert AgendaItem.objects.get(pk=item.pk).version == 1
        else:
            may[name] = True
    assert set(may) == {"amara", "ben", "sol", "rosa", "olga"}


def test_my_item_is_next(client, cast, meeting, items):
    make.speaker(items[1], cast.pavel)
    agenda_items.take_up(items[0], seen=1, by=cast.sol)
    shown = {}
    for person in (cast.pavel, cast.chen, cast.olga):
        client.force_login(person)
        shown[person.name] = (
            "your item is next" in client.get(meeting.get_absolute_url()).text,
            "to speak next: 2 Internet, WG-PL, meeting 6, Room A" in client.get("/").text,
        )
    assert shown == {"Pavel": (True, True), "Chen": (True, True), "Olga": (False, False)}


def test_a_speaking_list_is_made_and_put_in_order(client, cast, meeting, items):
    item = items[1]
    for person, voice in ((cast.chen, "us"), (cast.dina, "group"), (cast.olga, "us")):
        speakers.add(item, delegate=person, voice=voice, by=cast.chen)
    chen, dina, olga = Speaker.objects.in_order()
    ordering.put(olga, before=chen.pk, by=cast.dina)
    ordering.move(chen, up=False, by=cast.sol)
    assert list(map(str, Speaker.objects.in_order())) == ["Olga, for us", "Dina, for the group", "Chen, for us"]
    speakers.has_spoken(olga, seen=olga.version, by=cast.sol)
    client.force_login(cast.pavel)
    page = client.get(meeting.get_absolute_url()).text
    assert ("for the group" in page, "spoke 09:10" in page, "Has spoken" in page) == (True, True, False)
    with pytest.raises(ValidationError, match="on the speaking list already"):
        speakers.add(item, delegate=cast.dina, voice="group", by=cast.sol)
    for person in (cast.pavel, cast.olga, cast.rosa, cast.sam):
        with pytest.raises(PermissionDenied):
            speakers.add(item, delegate=cast.sam, by=person)
    speakers.strike(dina, by=cast.chen)
    assert Speaker.objects.current().count() == 2


def test_who_calls_the_next_ends_also_what_he_may_not_see(cast, meeting):
    hidden = make.agenda_item(meeting, "Money", number="1", marking=Marking.GOVERNMENT)
    following = make.agenda_item(meeting, "Elections", number="2", place=2)
    agenda_items.take_up(hidden, seen=1, by=cast.sol)
    make.membership(cast.pavel, meeting.committee, role="note_taker")
    agenda_items.take_up(following, seen=1, by=cast.pavel)
    hidden.refresh_from_db()
    assert (hidden.is_visible_to(cast.pavel), hidden.state) == (False, "done")


def test_nobody_speaks_to_what_he_may_not_see(cast, meeting):
    hidden = make.agenda_item(meeting, "Talks", marking=Marking.GOVERNMENT)
    with pytest.raises(ValidationError, match="Pavel cannot speak to this item"):
        speakers.add(hidden, delegate=cast.pavel, by=cast.sol)
    assert speakers.add(hidden, delegate=cast.chen, by=cast.sol).marking == Marking.GOVERNMENT


def test_the_buttons_of_the_course_and_of_the_list(client, cast, meeting, items):
    client.force_login(cast.sol)
    item = items[1]
    for act, state in (("now", "now"), ("done", "done"), ("put-back", "to come"), ("postpone", "postponed")):
        item.refresh_from_db()
        answer = client.post(reverse(f"item-{act}", args=[item.pk]), {"seen": str(item.version)})
        item.refresh_from_db()
        assert (answer.url, item.state) == (item.get_absolute_url(), state)
    assert client.post(reverse("item-now", args=[item.pk]), {"seen": "1"}).status_code == 409
    add = reverse("speaker-add", args=[item.pk])
    for name in ("Chen", "Dina"):
        assert client.post(add, {"delegate": name, "voice": "us"}).status_code == 302
    chen, dina = Speaker.objects.in_order()
    assert client.post(reverse("speaker-up", args=[dina.pk])).status_code == 302
    assert client.post(reverse("speaker-place", args=[dina.pk]), {"after": str(chen.pk)}).status_code == 204
    assert list(Speaker.objects.in_order()) == [chen, dina]
    assert client.post(reverse("speaker-spoken", args=[chen.pk]), {"seen": "1"}).status_code == 302
    assert client.post(reverse("speaker-strike", args=[dina.pk])).status_code == 302
    assert client.post(reverse("item-archive", args=[item.pk])).status_code == 302
    assert titles(meeting) == [("1", "Opening"), ("3", "Closing")]
    client.force_login(cast.olga)
    assert client.post(reverse("item-now", args=[items[0].pk]), {"seen": "1"}).status_code == 403
    assert client.get(add).status_code == 404


def test_an_item_is_changed_although_a_paper_of_it_is_archived(client, cast, meeting):
    paper = make.document("67", number=67)
    item = make.agenda_item(meeting, "Youth", documents=[paper], place=9)
    records.archive(paper, by=cast.sol)
    client.force_login(cast.sol)
    address = reverse("item-edit", args=[item.pk])
    sent = client.get(address).context["form"].initial | {"title": "Youth and ICTs"}
    assert client.post(address, sent).status_code == 302
    item.refresh_from_db()
    assert (item.title, list(item.documents.all())) == ("Youth and ICTs", [paper])
