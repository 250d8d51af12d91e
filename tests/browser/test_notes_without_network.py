"""Notes taken in a room without network: kept, sent later, once, with their own time; never lost."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from delegation import clock
from delegation.models import Duty, Meeting
from positions.actions import agenda_items, notes
from positions.models import AgendaItem, Note
from tests import factories as make
from tests.browser.copies import LYING, band, cut_off, until

PHONE = {"width": 360, "height": 740}
NOTES = "**/room/notes/"
BACK = re.compile(
    r"^The network is back. This is still the copy of \d\d:\d\d: it goes when the note that you write is sent.$"
)


@pytest.fixture
def meeting(sample):
    """The sixth meeting of WG-PL, half an hour into it, with item 3 called."""
    found = Meeting.objects.get(committee="WG-PL", number="6")
    make.Conference.objects.update(
        rehearsal_offset=found.starts_at + timedelta(minutes=30) - make.datetime.now(make.UTC)
    )
    for number in ("1", "2", "3"):
        item = AgendaItem.objects.get(meeting=found, number=number)
        agenda_items.take_up(item, seen=item.version, by=sample("kim.solano"))
    Duty.objects.filter(meeting=found, delegate=sample("idris.penn")).update(in_room_at=clock.now())
    return found


@pytest.fixture
def speaker(desk, sample, meeting, complaints):
    page = desk(sample("idris.penn"), has_touch=True)
    page.set_viewport_size(PHONE)
    page.goto(reverse("room"))
    until(page, whole=True)
    Note.objects.all().delete()
    yield page
    complaints.clear()  # of the lost connection


def note(page, who, words, kind="For"):
    form = page.locator("form[data-note]")
    if not form.is_visible():
        page.locator("#note-taking > summary").click()
    form.locator("[name=who]").fill(who)
    form.locator("[name=text]").fill(words)
    form.get_by_role("button", name=kind, exact=True).click()
    return form.locator("[data-told]")


def noted_offline(page, *words):
    """A note that is kept: only then its form is empty, and what is refused later does not stand in it."""
    expect(note(page, *words)).to_contain_text("Kept")
    until(page, notes=1)


def waiting(page):
    return page.locator("#kept-notes")


def taken():
    return [(one.holder, one.kind, one.text) for one in Note.objects.order_by("at")]


def test_notes_taken_from_a_copy_are_sent_later_once(speaker, meeting, monkeypatch):
    monkeypatch.setattr(notes, "AT_ONCE", timedelta(0))  # else what is sent within a minute counts as it arrives
    cut_off(speaker, reverse("room"))
    before = clock.now()
    expect(note(speaker, "USA", "No role for the Union.", "Against")).to_contain_text("Kept")
    expect(waiting(speaker)).to_have_text("1 note waits for the network.")
    note(speaker, "Brazil", "A study.")
    expect(waiting(speaker)).to_have_text("2 notes wait for the network.")
    assert (taken(), speaker.evaluate(LYING)["notes"]) == ([], 2)
    after = clock.now()
    speaker.wait_for_timeout(6_000)
    speaker.context.set_offline(False)
    expect(waiting(speaker)).to_be_hidden()
    assert taken() == [("USA", "against", "No role for the Union."), ("B", "for", "A study.")]
    assert all(before - timedelta(seconds=3) < one.at < after + timedelta(seconds=3) for one in Note.objects.all())
    until(speaker, notes=0)


def test_a_menu_of_what_waits_for_the_network_opens_onto_nothing(speaker, meeting):
    cut_off(speaker, reverse("room"))
    menu = speaker.locator("#reach details", has_text="Delivered")
    expect(menu.locator("summary")).to_have_attribute("aria-disabled", "true")
    menu.locator("summary").press("Enter")
    menu.locator("summary").click()
    assert not menu.evaluate("menu => menu.open")
    speaker.locator("#note-taking > summary").click()
    expect(speaker.locator("form[data-note]")).to_be_visible()


def test_notes_wait_in_the_browser_that_was_closed(speaker, meeting):
    cut_off(speaker, reverse("room"))
    noted_offline(speaker, "USA", "No role for the Union.", "Against")
    speaker.close()
    speaker.context.set_offline(False)
    page = speaker.context.new_page()
    page.goto(reverse("team"))
    until(page, notes=0)
    assert taken() == [("USA", "against", "No role for the Union.")]


def test_a_note_whose_answer_was_lost_counts_once(speaker, meeting):
    heard = []

    def lose(route):
        heard.append(route.fetch().status)
        with suppress(Error):  # the page that waits too long gives up by itself, which is the same to it
            route.abort()

    speaker.route(NOTES, lose)
    note(speaker, "USA", "No role for the Union.", "Against")
    expect(waiting(speaker)).to_have_text("1 note waits for the network.")
    speaker.unroute(NOTES)
    speaker.reload()
    until(speaker, notes=0)
    assert (taken(), heard) == ([("USA", "against", "No role for the Union.")], [204])


def test_a_note_that_is_refused_later_is_shown_with_the_reason(speaker, meeting):
    cut_off(speaker, reverse("room"))
    noted_offline(speaker, "QQQ", "Words of nobody we know.")
    speaker.context.set_offline(False)
    refused = waiting(speaker).locator(".refused")
    expect(refused).to_contain_text("No Member State or group is called “QQQ”.")
    expect(refused.locator(".words")).to_contain_text("Words of nobody we know.")
    expect(speaker.locator("body")).to_have_attribute("data-live", "true")  # the page in the place of its copy
    speaker.goto(reverse("team"))
    expect(refused).to_contain_text("was not taken over")
    refused.get_by_role("button", name="Throw away").click()
    expect(waiting(speaker)).to_be_hidden()
    until(speaker, notes=0)
    assert taken() == []


def test_what_is_being_written_stays_when_the_network_is_back(speaker, meeting):
    cut_off(speaker, reverse("room"))
    words = speaker.locator("form[data-note] [name=text]")
    if not words.is_visible():
        speaker.locator("#note-taking > summary").click()
    words.fill("A study.")
    speaker.context.set_offline(False)
    expect(band(speaker)).to_have_text(BACK)
    expect(speaker.locator("#said")).to_have_text(BACK)
    expect(words).to_have_value("A study.")
    note(speaker, "USA", "A study.")
    expect(speaker.locator("body")).to_have_attribute("data-live", "true")  # the page in the place of its copy
    expect(band(speaker)).to_be_hidden()
    assert taken() == [("USA", "for", "A study.")]


def test_a_session_that_ended_loses_no_note(speaker, meeting, sample, base_url):
    cut_off(speaker, reverse("room"))
    noted_offline(speaker, "USA", "No role for the Union.", "Against")
    cookies = speaker.context.cookies()
    speaker.context.clear_cookies(name="sessionid")
    speaker.context.set_offline(False)
    expect(speaker.get_by_label("E-mail address")).to_be_visible()
    until(speaker, copies=0, notes=1)
    speaker.context.add_cookies(cookies)
    speaker.goto(reverse("team"))
    until(speaker, notes=0)
    assert len(taken()) == 1


def test_who_signs_out_is_asked_about_notes_that_wait(speaker, meeting):
    speaker.goto(reverse("my-account"))
    cut_off(speaker, reverse("room"))
    noted_offline(speaker, "QQQ", "Words of nobody we know.")
    speaker.context.set_offline(False)
    expect(speaker.locator("body")).to_have_attribute("data-live", "true")
    speaker.goto(reverse("my-account"))
    expect(waiting(speaker)).to_contain_text("was not taken over")
    asked = []
    speaker.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    speaker.get_by_role("button", name="Sign out").click()
    assert (len(asked), speaker.evaluate(LYING)["notes"]) == (1, 1)
