"""What one is writing is archived by somebody else: nothing is lost, and one is asked."""

import pytest
from playwright.sync_api import expect

from positions.actions import talking_points
from positions.models import TalkingPoint
from tests.browser.writing import FIRST, INSISTS, begun, editor, point, sentence, written


@pytest.fixture
def dina(transactional_db, desk, cast, internet, complaints):
    """Dina writes in a talking point, and Ben archives it."""
    page = begun(desk(cast.dina), written(internet))
    editor(page).press_sequentially(" ")
    talking_points.archive(point(), by=cast.ben)
    editor(page).fill(INSISTS)
    expect(page.locator(".conflict[data-archived]")).to_contain_text("Archived by Ben")
    yield page
    assert {one for one in complaints if "409 (Conflict)" not in one} == set()
    complaints.clear()


def choose(page, answer):
    page.locator(".conflict[data-archived]").get_by_text(answer).click()


def test_s04_edit_against_archive(dina):
    expect(sentence(dina)).to_have_text("Not saved: archived meanwhile: choose")
    expect(editor(dina)).to_have_value(INSISTS)
    expect(editor(dina)).to_be_focused()
    choose(dina, "Restore it with my words")
    expect(dina.locator("#points .words")).to_have_text(INSISTS)
    assert (point().text, point().archived_at) == (INSISTS, None)


def test_s04_the_words_are_added_anew(dina, cast):
    choose(dina, "Add my words anew")
    expect(dina.locator("#points .words")).to_have_text(INSISTS)
    found = TalkingPoint.objects.order_by("place").values_list("text", "archived_by")
    assert list(found) == [(FIRST, cast.ben.pk), (INSISTS, None)]


def test_s04_the_words_are_dropped(dina, cast):
    choose(dina, "Drop my words")
    expect(dina.locator("#points form[data-editor]")).to_have_count(0)
    assert (point().text, point().archived_by) == (FIRST, cast.ben)
    dina.goto(f"/history/talkingpoint/{point().pk}/text/")
    expect(dina.locator("main")).to_contain_text(INSISTS)
