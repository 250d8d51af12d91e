"""Where one lands after a button: what was done is said, and the focus goes on from there."""

import re

from playwright.sync_api import expect

from tests import factories as make


def test_acknowledging_says_so_and_goes_on_to_the_next(page, sign_in, cast, internet):
    for number in ("Res 101", "Res 102"):
        make.instruction(internet, f"Support {number}.", text=make.text(number, issues=[internet]), by=cast.amara)
    sign_in(cast.chen)
    page.goto("/")
    page.get_by_role("button", name="Acknowledge").first.click()
    expect(page.locator(".notice")).to_have_text(re.compile(r"Acknowledged: Res 10\d, \d\d:\d\d\."))
    expect(page.locator("#said")).to_have_text(re.compile(r"Acknowledged: Res 10\d"))
    expect(page.get_by_role("button", name="Acknowledge")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#meetings-head")).to_be_focused()
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)


def test_a_point_is_moved_twice_by_the_same_key(page, sign_in, cast, internet):
    for place, words in enumerate(("One", "Two", "Three"), 1):
        make.talking_point(internet, words, place=place)
    sign_in(cast.chen)
    page.goto(internet.get_absolute_url())
    page.get_by_role("button", name="Move up: Three").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Moved to 2 of 3: “Three”")
    expect(page.get_by_role("button", name="Move up: Three")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#points .say")).to_have_text(["Three", "One", "Two"])
    expect(page.get_by_role("button", name="Move: Three")).to_be_focused()
    expect(page.get_by_role("button", name="Move up: Three")).to_have_count(0)


def test_a_page_that_one_simply_visits_takes_no_focus(page, sign_in, cast, internet):
    sign_in(cast.chen)
    page.goto(internet.get_absolute_url())
    expect(page.locator("body")).to_be_focused()


def test_a_form_with_a_field_called_action_is_sent(page, sign_in, cast):
    sign_in(cast.amara)
    page.goto("/proposals/new/")
    page.get_by_label("Number", exact=True).fill("RCC/73A1/12")
    page.get_by_label("Action", exact=True).select_option("MOD")
    page.get_by_label("Title", exact=True).fill("Facilitating the Internet of Things")
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("RCC/73A1/12")
