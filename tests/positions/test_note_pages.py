"""Pages on which notes from the room are taken, listed, mended and archived."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegation import clock
from positions.models import Note, Stance
from tests import factories as make
from tests.plain import plain

OPERATION = "5f0f3a3e-1111-4222-8333-444455556666"
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def meeting(cast):
    meeting = make.meeting(make.committee(), number="6", starts_at=make.START - timedelta(minutes=30))
    make.duty(meeting, cast.sam, role="c_notes", accepted=True)
    make.group("ARB", "LAS")
    make.member_state("USA", "United States", is_sample=False)
    return meeting


@pytest.fixture
def item(meeting, internet):
    return make.agenda_item(meeting, number="3", issues=[internet], taken_at=clock.now())


@pytest.fixture
def send(client, cast, meeting, item, internet):
    def send(*, headers=None, by=cast.sam, **said):
        client.force_login(by)
        about = {"meeting": meeting.pk, "item": item.pk, "issue": internet.pk, "kind": "against"}
        return client.post(reverse("room-note"), about | said, headers=headers or {})

    return send


@pytest.mark.parametrize(
    ("said", "holder"),
    [
        *(({"who": "usa"}, "USA"), ({"who": "United"}, "USA"), ({"who": "LAS"}, "ARB")),
        *(({"recent": "ARB"}, "ARB"), ({"recent": "ARB", "who": "USA"}, "USA")),
    ],
)
def test_one_tap_is_noted_for_a_script(said, holder, send, cast):
    answer = send(**said)
    assert (answer.status_code, answer.content) == (204, b"")
    note = Note.objects.get()
    assert (note.holder, note.kind, note.by, note.stance) == (holder, "against", cast.sam, Stance.objects.get())


def test_a_form_is_answered_with_the_page_it_stood_on(client, send, item, meeting):
    answer = send(headers=PAGE, who="USA", text="No role.")
    assert answer.url == f"{reverse('room-meeting', args=[meeting.pk])}?item={item.pk}#notes"
    page = plain(client.get(answer.url))
    assert "Noted: USA: against, No role. Leave" in page
    assert "Notes all of this meeting 09:10 USA against No role. item 3 Sam Edit Archive" in page


def test_what_stays_as_it_is_is_said(client, send, internet):
    make.stance(internet, group=make.group("ARB"), stated_on="2014-10-30")
    answer = client.get(send(headers=PAGE, who="ARB").url)
    assert "The stance stays as it is: what stands there is newer, or surer." in plain(answer)
    assert "the stance was left as it is" in plain(answer)


def test_the_same_sent_twice_is_noted_once(send):
    assert {send(who="USA", operation=OPERATION).status_code for _ in range(2)} == {204}
    assert Note.objects.count() == 1
    assert send(who="ARB", operation=OPERATION).status_code == 422
    assert (send(who="USA").status_code, Note.objects.count()) == (204, 2)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say who spoke: a State by its symbol or name, or a group by its code."),
        ({"who": "Atlantis"}, "No Member State or group is called “Atlantis”."),
        ({"kind": "note"}, "Say who spoke, or write what was said."),
        ({"who": "USA", "at": "2014-10-29T20:00:00Z"}, "Nothing was said in that meeting at this moment."),
        ({"who": "USA", "at": "nonsense"}, "This is no moment."),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_words(said, sentence, send):
    answer = send(text="No role.", **said) if said != {"kind": "note"} else send(**said)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert sentence in answer.text
    page = send(headers=PAGE, **({"text": "No role."} | said if said != {"kind": "note"} else said))
    assert (page.status_code, sentence in plain(page).replace("&#x27;", "'")) == (422, True)
    assert Note.objects.count() == 0


def test_what_was_written_without_a_line_keeps_its_moment(send):
    send(who="USA", at="2014-10-29T00:02:00Z")
    assert Note.objects.get().at == make.START - timedelta(minutes=8)


def test_what_waited_on_a_device_beyond_its_limit_is_not_taken_over_by_itself(send, settings):
    settings.COPIES_KEPT_HOURS = 0.25
    at = clock.now() - timedelta(minutes=14)
    assert send(who="USA", at=at.isoformat()).status_code == 204
    answer = send(who="USA", at=(at - timedelta(minutes=2)).isoformat())
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.text == "It waited too long to be taken over by itself: write it down anew."
    assert [note.at for note in Note.objects.all()] == [at]


@pytest.mark.parametrize("marking", ["delegation", "government", "core", "elections"])
def test_a_note_waits_on_a_device_only_where_its_words_may_lie_there(client, cast, meeting, item, internet, marking):
    internet.marking = marking
    internet.save()
    client.force_login(cast.amara)
    page = client.get(reverse("room-meeting", args=[meeting.pk])).content
    assert (b" data-note" in page, b" data-keeps" in page) == (True, marking in ("delegation", "government"))


def test_who_has_no_part_there_is_told_who_can(send, cast):
    answer = send(who="USA", by=cast.olga)
    assert (answer.status_code, "its note-taker" in answer.text) == (403, True)


def test_what_is_hidden_or_absent_is_not_noted(send, item, internet, cast):
    type(item).objects.filter(pk=item.pk).update(marking="core")
    assert [send(who="USA", by=cast.sam, **given).status_code for given in ({}, {"item": "x"}, {"meeting": ""})] == [
        *(404, 404, 404)
    ]


def test_the_room_offers_who_spoke_last(client, cast, meeting, item, send):
    def chips():
        client.force_login(cast.sam)
        return client.get(reverse("room-meeting", args=[meeting.pk])).context["recent"]

    assert chips() == ["ARB"]
    send(who="USA")
    assert chips() == ["USA", "ARB"]
    client.force_login(cast.olga)
    assert "note-taking" not in client.get(reverse("room-meeting", args=[meeting.pk])).text


def test_its_author_mends_and_archives_it(client, cast, send, meeting):
    send(who="USA", text="No rle.")
    note = Note.objects.get()
    form = client.get(reverse("note-edit", args=[note.pk]))
    assert form.context["form"]["text"].value() == "No rle."
    answer = client.post(reverse("note-edit", args=[note.pk]), {"seen": 1, "text": "No role."})
    assert (answer.status_code, Note.objects.get().text) == (302, "No role.")
    page = plain(client.post(reverse("note-archive", args=[note.pk]), follow=True))
    assert "Archived: USA: against, No role. The stance stays as it is: change it on the issue. Undo" in page
    client.post(reverse("note-restore", args=[note.pk]))
    assert Note.objects.current().count() == 1
    client.force_login(cast.olga)
    for act in ("edit", "archive", "restore"):
        assert client.post(reverse(f"note-{act}", args=[note.pk]), {"seen": 2, "text": "Else."}).status_code == 403
    client.force_login(cast.pavel)
    assert client.get(reverse("note-edit", args=[note.pk])).status_code == 404


def test_the_list_is_of_a_meeting_an_issue_or_all(client, cast, meeting, internet):
    other = make.meeting(make.committee("COM5"))
    make.note(meeting, "On the issue.", by=cast.sam, issue=internet)
    make.note(meeting, "At the meeting.", by=cast.sam)
    make.note(other, "Elsewhere.", by=cast.sam, at=clock.now() - timedelta(hours=1))
    client.force_login(cast.chen)

    def told(query=""):
        page = plain(client.get(reverse("room-note") + query))
        return [words for words in ("On the issue.", "At the meeting.", "Elsewhere.") if words in page]

    assert (told(), told(f"?issue={internet.pk}")) == (
        ["On the issue.", "At the meeting.", "Elsewhere."],
        ["On the issue."],
    )
    assert told(f"?meeting={meeting.pk}") == ["On the issue.", "At the meeting."]
    assert f"{reverse('room-note')}?issue={internet.pk}" in client.get(internet.get_absolute_url()).text
    assert "At the meeting." in plain(client.get(meeting.get_absolute_url()))
    client.force_login(cast.pavel)
    assert told() == []


def test_the_list_takes_the_same_queries_for_few_and_many(client, cast, meeting, internet, django_assert_num_queries):
    def grow(*names):
        for name in names:
            issue = make.issue(name)
            make.note(make.meeting(make.committee(name)), name, by=make.delegate(f"delegate {name}"), issue=issue)

    client.force_login(cast.chen)
    grow("One")
    with django_assert_num_queries(7):
        client.get(reverse("room-note"))
    grow("Two", "Three")
    with django_assert_num_queries(7):
        client.get(reverse("room-note"))
