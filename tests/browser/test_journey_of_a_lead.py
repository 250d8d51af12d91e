"""The first working hour of a spokesperson, on the sample conference."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.sample_copy import PASSWORD

REWORDED = "Study first: services over the top are a market, and a young one."


def test_idris_begins_his_day(sample, page):
    page.goto("/")
    page.get_by_label("E-mail address").fill("idris.penn@valdria.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    reads_today_and_acknowledges(page)
    edits_the_argument_by_keyboard(page)
    brings_the_earlier_wording_back(page)
    goes_to_a_proposal_by_its_number(page)
    filters_proposals(page)
    opens_the_briefing(page)


def reads_today_and_acknowledges(page):
    """A meeting begins in twenty minutes, and capital has written overnight."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday 29 October")
    expect(page.locator("#now .next")).to_contain_text("Next 09:30: WG-PL")
    waiting = page.locator(".band")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("Oppose standards on over-the-top services in Res 102, in any Sector.")
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(waiting.get_by_role("button", name="Acknowledge")).to_be_focused()
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(0)


def edits_the_argument_by_keyboard(page):
    page.get_by_role("link", name="Internet: OTT").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Internet: OTT, the IANA transition and the Council group"
    )
    band = page.locator(".band").first
    expect(band).to_contain_text(re.compile("Acknowledged 2 of 3: .*Idris Penn.*missing Hana Mirov"))
    expect(page.locator("#instruction .dead").first).to_contain_text("Do not use.")
    expect(page.locator("#instruction .dead s").first).to_contain_text("Oppose any mention of over-the-top services")

    page.wait_for_load_state()
    page.get_by_role("button", name="Revise: open a new edition").press("Enter")
    expect(page.get_by_role("link", name="Edit Argument")).to_be_visible()
    page.wait_for_load_state()  # only then its links open editors
    tab_to(page, "Edit Argument")
    page.keyboard.press("Enter")
    editor = page.get_by_role("textbox", name="Argument")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(REWORDED)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Edit Argument")).to_be_focused()
    argument = page.locator("[data-field]").filter(has=page.get_by_role("link", name="Edit Argument"))
    expect(argument.locator(".words")).to_have_text(REWORDED)
    expect(argument.locator("[data-saved]")).to_contain_text("by Idris Penn")
    expect(page.get_by_role("status")).to_contain_text("Saved")


def brings_the_earlier_wording_back(page):
    page.reload()
    expect(page.locator("#history li").first).to_contain_text("Idris Penn changed Argument")
    draft = page.locator("[data-field]").filter(has=page.get_by_role("link", name="Edit Argument"))
    draft.get_by_role("link", name="History of Argument").click()
    past = page.locator(".field")
    expect(past).to_have_count(2)
    expect(past.first.locator("ins").first).to_contain_text("Study first:")
    page.get_by_role("button", name="Bring back").click()
    argument = page.locator("[data-field]").filter(has=page.get_by_role("link", name="Edit Argument"))
    expect(argument.locator(".words")).to_contain_text("A standard on policy is not a standard.")


def goes_to_a_proposal_by_its_number(page):
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("79A1/9")
    expect(page.locator("#found [role=option]").first).to_contain_text("ARB/79A1/9")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ARB/79A1/9")


def filters_proposals(page):
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Proposals").click()
    page.wait_for_load_state()
    page.keyboard.press("f")
    page.get_by_label("Group and its members").select_option("RCC")
    page.get_by_label("Action").select_option("MOD")
    page.get_by_role("button", name="Find").click()
    pills = page.locator(".pill:not(.add)")
    expect(pills).to_have_text([re.compile("Group and its members RCC"), re.compile("Action MOD")])
    assert {"group=RCC", "action=MOD"} <= set(urlsplit(page.url).query.split("&"))
    numbers = page.locator("tbody .number a")
    assert all(number.startswith("RCC/") for number in numbers.all_inner_texts())
    page.get_by_role("link", name="Remove filter: Action MOD").click()
    expect(pills).to_have_text([re.compile("Group and its members RCC")])
    page.wait_for_load_state()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="XLSX").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(numbers.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("RCC/")


def opens_the_briefing(page):
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Briefing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Daily briefing")
    expect(page.locator(".edition")).to_contain_text("Oppose standards on over-the-top services in Res 102")
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page.locator(".edition .flag")).to_contain_text("Tuesday 28 October 2014")


def tab_to(page, name):
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"{name} cannot be reached by Tab")
