"""What cannot be saved is said at the field, stays in it, and is saved once as soon as it can be."""

import re

import pytest
from playwright.sync_api import expect

from positions.models import TalkingPoint
from tests import factories as make
from tests.browser.conftest import put_session
from tests.browser.writing import (
    FIRST,
    SAVED,
    Held,
    begun,
    editor,
    point,
    say,
    sentence,
    texts_of_past,
    written,
)

WORDS = "We welcome a study of all prices."
KEPT = r"^Not saved: kept on this device \d\d:\d\d\."


@pytest.fixture
def world(transactional_db, cast, internet):
    return written(internet)


@pytest.fixture
def at_points(desk, world):
    return lambda person: begun(desk(person), world)


def test_without_a_connection_it_is_tried_again_until_it_is_saved(at_points, cast, complaints):
    dina = at_points(cast.dina)
    dina.context.set_offline(True)
    editor(dina).fill(WORDS)
    expect(sentence(dina)).to_have_text(re.compile(KEPT + "$"))
    expect(dina.locator("#said")).to_have_text(sentence(dina).text_content())
    editor(dina).press_sequentially(" And soon.")
    dina.context.set_offline(False)
    expect(sentence(dina)).to_have_text(SAVED)
    expect(editor(dina)).to_be_focused()
    assert point().text == f"{WORDS} And soon."
    complaints.clear()


def test_a_press_on_save_is_remembered_until_the_line_is_back(at_points, cast, complaints):
    dina = at_points(cast.dina)
    dina.context.set_offline(True)
    editor(dina).fill(WORDS)
    dina.get_by_role("button", name="Save").click()
    expect(sentence(dina)).to_have_text(re.compile(KEPT))
    dina.context.set_offline(False)
    expect(dina.locator("#points [data-field] > .words")).to_have_text(WORDS)
    expect(dina.locator("#points [data-edit]").first).to_be_focused()
    assert texts_of_past() == [FIRST, WORDS]
    complaints.clear()


def test_a_session_that_ended_asks_to_sign_in_and_saves_the_same_words_once(at_points, cast, base_url, complaints):
    dina = at_points(cast.dina)
    dina.context.clear_cookies(name="sessionid")
    editor(dina).fill(WORDS)
    expect(sentence(dina)).to_have_text(re.compile(KEPT + " You are signed out. Sign in$"))
    expect(editor(dina)).to_have_value(WORDS)
    expect(editor(dina)).to_be_focused()
    with dina.context.expect_page() as opens:
        sentence(dina).get_by_role("link", name="Sign in").click()
    window = opens.value
    expect(window.get_by_label("E-mail address")).to_be_visible()
    signed_in_again(dina.context, cast.dina, base_url)
    window.close()
    looked_at(dina)
    expect(sentence(dina)).to_have_text(SAVED)
    expect(editor(dina)).to_have_value(WORDS)
    assert texts_of_past() == [FIRST, WORDS]
    assert ["403" in one for one in complaints] == [True]  # the token of the page, before it was the new one
    complaints.clear()


def test_words_are_not_saved_in_the_name_of_somebody_else(at_points, cast, base_url, complaints):
    dina = at_points(cast.dina)
    dina.context.clear_cookies(name="sessionid")
    editor(dina).fill(WORDS)
    expect(sentence(dina)).to_contain_text("You are signed out.")
    signed_in_again(dina.context, cast.chen, base_url)
    looked_at(dina)
    expect(sentence(dina)).to_contain_text("Somebody else has signed in here. Sign in")
    expect(editor(dina)).to_have_value(WORDS)
    assert texts_of_past() == [FIRST]
    signed_in_again(dina.context, cast.dina, base_url)
    looked_at(dina)
    expect(sentence(dina)).to_have_text(SAVED)
    assert texts_of_past() == [FIRST, WORDS]
    complaints.clear()


def signed_in_again(context, person, base_url):
    """Signing in makes a new session, and a new token for every form."""
    put_session(context, person, base_url)
    context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": base_url}])


def looked_at(page):
    page.evaluate("window.dispatchEvent(new Event('focus'))")


STRANGE = {
    "a whole page": {
        "content_type": "text/html",
        "body": "<!doctype html><title>Agree</title><form id=ID></form>",
    },
    "another part": {"content_type": "text/html", "body": "<form id='point-other' data-editor></form>"},
    "no HTML": {"content_type": "application/json", "body": "{}"},
    "a broken server": {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"},
}


@pytest.mark.parametrize("answer", STRANGE)
def test_no_page_is_shown_inside_a_field(at_points, cast, complaints, answer):
    dina, held = (page := at_points(cast.dina)), Held(page)
    strange = STRANGE[answer]
    body = strange["body"].replace("ID", f"point-{point().pk}")
    editor(dina).fill(WORDS)
    held.wait(dina).fulfill(**strange | {"body": body})
    expect(sentence(dina)).to_have_text(re.compile(KEPT))
    expect(editor(dina)).to_have_value(WORDS)
    held.wait(dina, 2).continue_()
    expect(sentence(dina)).to_have_text(SAVED)
    assert texts_of_past() == [FIRST, WORDS]
    complaints.clear()


def test_what_is_refused_is_said_and_tried_again_after_the_next_change(at_points, cast, complaints):
    dina = at_points(cast.dina)
    editor(dina).fill("")
    expect(dina.locator("form[data-editor] .errorlist")).to_have_text("This field is required.")
    expect(sentence(dina)).to_have_text("Not saved yet")
    expect(editor(dina)).to_be_focused()
    editor(dina).press_sequentially("Chair")
    expect(sentence(dina)).to_have_text(SAVED)
    expect(dina.locator("form[data-editor] .errorlist")).to_have_count(0)
    assert texts_of_past() == [FIRST, "Chair"]
    assert ["422" in one for one in complaints] == [True]
    complaints.clear()


def test_who_may_not_change_it_any_more_keeps_the_words_to_copy_them(at_points, cast, world, complaints):
    olga = make.assignment(world, cast.olga, role="alternate")
    page = at_points(cast.olga)
    page.route("**/live/**", lambda route: route.abort())
    olga.delete()
    editor(page).fill(WORDS)
    expect(sentence(page)).to_contain_text("You may not change this now. Copy your words before you leave.")
    expect(editor(page)).to_have_value(WORDS)
    assert texts_of_past() == [FIRST]
    complaints.clear()


def test_what_is_hidden_meanwhile_is_gone(at_points, cast, complaints):
    dina = at_points(cast.dina)
    TalkingPoint.objects.update(marking="elections")
    editor(dina).fill(WORDS)
    expect(dina.locator("#points")).to_contain_text("No longer available.")
    expect(dina.locator("#points textarea")).to_have_count(0)
    complaints.clear()


def test_letters_that_are_being_composed_are_left_alone(at_points, cast):
    dina = at_points(cast.dina)
    editor(dina).fill("")
    editor(dina).fill(f"{FIRST} Obrigado.")
    expect(sentence(dina)).to_have_text(SAVED)
    held, keyboard = Held(dina), dina.context.new_cdp_session(dina)
    editor(dina).press_sequentially(" ")
    route = held.wait(dina)
    say(f"Chair, {FIRST[0].lower()}{FIRST[1:]} Obrigado.", by=cast.chen)
    keyboard.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    route.continue_()
    keyboard.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    dina.wait_for_timeout(2_500)
    expect(editor(dina)).to_have_value(f"{FIRST} Obrigado. にほ")
    assert len(held.routes) == 1
    keyboard.send("Input.insertText", {"text": "日本"})
    held.wait(dina, 2).continue_()
    both = f"Chair, {FIRST[0].lower()}{FIRST[1:]} Obrigado. 日本"
    expect(editor(dina)).to_have_value(both)
    expect(sentence(dina)).to_have_text(SAVED)
    assert point().text == both
