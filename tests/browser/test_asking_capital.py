"""A lead asks from his phone, capital takes and answers, and the lead sees it where he is."""

import pytest
from playwright.sync_api import expect

from delegation.models import Issue
from positions.models import GuidanceRequest
from tests.browser.test_everybody_can_use_it import AA, AXE, COLOURS, NARROW, WIDE, violations

QUESTION = "May we accept a study of over-the-top services?"


def listening(page):
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def test_a_lead_asks_on_a_phone_and_sees_the_answer_come(sample, desk):
    idris, clara = desk(sample("idris.penn"), has_touch=True), desk(sample("clara.reiss"))
    idris.set_viewport_size(NARROW)
    clara.goto("/inbox/")
    listening(clara)
    idris.goto(Issue.objects.get(slug="internet").get_absolute_url())
    idris.get_by_role("link", name="Ask capital").click()
    expect(idris.get_by_label("Question")).to_be_focused()
    idris.keyboard.type(QUESTION)
    idris.get_by_label("Text").select_option(label="Res 102")
    idris.get_by_role("button", name="Send to capital").click()
    expect(idris.locator("main")).to_contain_text("Sent: capital is told.")
    expect(idris.locator("main")).to_contain_text("with capital")
    listening(idris)
    assert idris.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # What waits stands in capital's inbox by itself.
    clara.locator("#waiting").get_by_role("link", name=QUESTION).click()
    clara.get_by_role("button", name="Take it").click()
    expect(idris.locator("main")).to_contain_text("taken by Clara Reiss")
    expect(idris.locator("main > :first-child")).to_contain_text("Sent: capital is told.")
    clara.get_by_role("link", name="Ask back").click()
    clara.get_by_label("What must capital know").fill("A study by whom?")
    clara.get_by_role("button", name="Ask back").click()
    listening(clara)
    expect(idris.locator("#back")).to_contain_text("A study by whom?")
    idris.get_by_role("link", name="Reply").click()
    idris.get_by_label("Our reply").fill("By Study Group 3.")
    idris.get_by_role("button", name="Send the reply").click()
    listening(idris)
    expect(clara.locator("#back")).to_contain_text("By Study Group 3.")
    clara.get_by_role("link", name="Answer").click()
    clara.get_by_label("Order").select_option("do_not_oppose")
    clara.get_by_role("textbox", name="Answer").fill("Accept it, if the Sector is left open.")
    clara.get_by_role("button", name="Answer").click()
    expect(idris.locator("#answer")).to_contain_text("Accept it, if the Sector is left open.")
    expect(idris.locator("#answer")).to_contain_text("nothing is to be said before it is issued")
    clara.get_by_role("link", name="The instruction").click()
    clara.get_by_role("button", name="Issue, and supersede what is live").click()
    expect(idris.locator("main")).to_contain_text("closed: an instruction was issued")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_everybody_can_use_these_pages(size, sample, desk):
    page = desk(sample("clara.reiss"))
    page.set_viewport_size(size)
    page.context.add_init_script(path=AXE)
    asked = GuidanceRequest.objects.get(question__startswith="May we join")
    for path in ("/guidance/", asked.get_absolute_url(), f"{asked.get_absolute_url()}answer/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert violations(page, AA) == [], path
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], path
        page.emulate_media(color_scheme="light")
