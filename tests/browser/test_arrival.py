"""Where one lands after a button: what was done is said, and the focus goes on from there."""

import re

from playwright.sync_api import expect

from positions.models import GuidanceRequest
from tests import factories as make
from tests.browser.test_everybody_can_use_it import NARROW


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


def told(page, words):
    """A page says this alone was done, and goes on saying so when all that came of it has been fetched."""
    expect(page.locator("[data-told]")).to_have_text([words])
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    page.wait_for_timeout(2_500)
    expect(page.locator("#changes")).to_be_hidden()
    expect(page.locator("[data-told]")).to_have_text([words])


def test_what_one_did_to_an_agenda_is_said_and_is_no_news(page, sign_in, cast):
    meeting = make.meeting(make.committee("COM5", kind="committee"))
    one = make.agenda_item(meeting, "Youth", number="1")
    for place, person in enumerate((cast.chen, cast.dina), 1):
        make.speaker(one, person, place=place)
    sign_in(cast.sol)
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="Call it: 1 Youth").click()
    told(page, "Now: 1 Youth")
    assert page.locator("ol > :not(li)").count() == 0
    page.get_by_role("button", name="Dina has spoken").click()
    told(page, "Has spoken: Dina")
    page.get_by_text("More …").click()
    page.get_by_role("link", name="Add a speaker").click()
    page.get_by_label("Member").fill("Olga")
    page.get_by_role("button", name="Save").click()
    told(page, "On the speaking list: Olga")


def test_what_one_did_to_the_cover_is_said_and_is_no_news(page, sign_in, cast):
    meeting = make.meeting(make.committee("COM5", kind="committee"))
    duty = make.duty(meeting, cast.sol)
    sign_in(cast.sol)
    page.goto(f"/cover/{meeting.starts_at:%Y-%m-%d}/")
    page.get_by_role("button", name="Accept").first.click()
    told(page, "Accepted: Com 5.")
    assert page.locator(":is(tbody, thead, tr) > p").count() == 0
    duty.refresh_from_db()
    assert duty.accepted_at


def test_what_was_refused_is_on_the_screen_with_the_reason(sample, desk, complaints):
    """On a phone the reason may stand far below what is asked, or below a field that is written in first."""
    asked = GuidanceRequest.objects.get(question__startswith="May we accept a rise")
    clara = desk(sample("clara.reiss"))
    clara.set_viewport_size(NARROW)
    clara.goto(f"{asked.get_absolute_url()}answer/")
    clara.get_by_label("Order").select_option("oppose")
    clara.get_by_role("textbox", name="Answer").fill("Oppose any rise.")
    GuidanceRequest.objects.filter(pk=asked.pk).update(withdrawn_at=asked.sent_at, withdrawn_why="Not needed.")
    clara.get_by_role("button", name="Answer").click()
    expect(clara.get_by_text("This was withdrawn: nothing more is to come of it.")).to_be_in_viewport()
    lucie = desk(sample("lucie.arno"))
    lucie.set_viewport_size(NARROW)
    lucie.goto(f"/guidance/new/?issue={asked.issue_id}")
    lucie.get_by_label("Question").fill("May we accept a rise of one per cent?")
    lucie.get_by_label("Needed by").fill("2014-10-29T08:00")
    lucie.get_by_role("button", name="Send to capital").click()
    expect(lucie.get_by_text("29 Oct 08:00 (00:00 in capital) has passed")).to_be_in_viewport()
    expect(lucie.get_by_label("Needed by")).to_be_focused()
    assert [one for one in complaints if "422" in one] == complaints
    complaints.clear()
