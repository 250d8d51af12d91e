"""What each script promises: editing.js and focus.js, keys.js, command.js."""

import re

import pytest
from playwright.sync_api import expect

from positions.models import Position
from tests import factories as make

WORDS = "Study first, rules afterwards."


@pytest.fixture
def world(transactional_db, cast, internet):
    make.position(internet, objective="Keep the text as it is.", argument="Study first.")
    for number in ("RCC/73A1/12", "USA/27/3"):
        make.proposal(number, issue=internet)
    return internet


@pytest.fixture
def issue(page, sign_in, cast, world):
    sign_in(cast.chen)
    page.goto(world.get_absolute_url())
    return page


def test_a_double_click_on_save_is_one_change(issue):
    begin(issue, WORDS)
    issue.get_by_role("button", name="Save").dblclick()
    expect(words(issue)).to_have_text(WORDS)
    expect(edit(issue)).to_be_focused()
    assert Position.objects.get().version == 2
    assert Position.history.rel.related_model.objects.count() == 2


def test_what_was_refused_takes_the_focus(issue, complaints):
    issue.get_by_role("link", name="Edit Name").click()
    name = issue.get_by_role("textbox", name="Name")
    name.evaluate("input => input.removeAttribute('maxlength')")
    name.fill("Internet " * 40)
    name.press("Control+Enter")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    expect(name).to_have_value(re.compile("(Internet ?){40}"))
    expect(issue.get_by_role("status")).to_contain_text("at most")
    assert ["422" in one for one in complaints] == [True]
    complaints.clear()


def test_single_keys(issue, cast):
    sheet = issue.get_by_role("dialog", name="Keys")
    issue.keyboard.press("?")
    expect(sheet).to_be_visible()
    issue.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    edit(issue).focus()
    issue.keyboard.press("e")
    expect(editor(issue)).to_be_focused()
    issue.keyboard.type(" j/k?")
    expect(editor(issue)).to_have_value("Study first. j/k?")
    expect(sheet).to_be_hidden()

    editor(issue).fill("Study first.")
    issue.goto("/proposals/")
    numbers = issue.locator("tbody .number a")
    for key, place in (("j", 0), ("j", 1), ("j", 1), ("k", 0)):
        issue.keyboard.press(key)
        expect(numbers.nth(place)).to_be_focused()
    issue.keyboard.press("Enter")
    expect(issue.get_by_role("heading", level=1)).to_have_text("RCC/73A1/12")

    cast.chen.single_keys = False
    cast.chen.save()
    issue.reload()
    issue.keyboard.press("?")
    issue.keyboard.press("/")
    expect(issue.locator("dialog[open]")).to_have_count(0)


def test_the_command_bar_goes_where_it_is_told(issue):
    issue.keyboard.press("Control+k")
    bar = issue.get_by_role("combobox")
    expect(bar).to_be_focused()
    issue.keyboard.type("73a1")
    found = issue.get_by_role("option")
    expect(found).to_contain_text(["RCC/73A1/12"])
    expect(bar).to_have_attribute("aria-expanded", "true")
    issue.keyboard.press("ArrowDown")
    expect(found.first).to_have_attribute("aria-selected", "true")
    expect(bar).to_have_attribute("aria-activedescendant", "found-1")
    issue.keyboard.press("Enter")
    expect(issue.get_by_role("heading", level=1)).to_have_text("RCC/73A1/12")

    issue.wait_for_load_state()
    issue.keyboard.press("/")
    issue.keyboard.type("study")
    issue.keyboard.press("Enter")
    expect(issue.get_by_role("heading", level=1)).to_have_text("Search")
    expect(issue.locator("main")).to_contain_text("Study first.")


def test_everything_is_there_without_a_script(world, cast, desk, complaints):
    page = desk(cast.chen, java_script_enabled=False)
    page.goto(world.get_absolute_url())
    edit(page).click()
    editor(page).fill(WORDS)
    page.get_by_role("button", name="Save").click()
    expect(words(page)).to_have_text(WORDS)

    edit(page).click()
    editor(page).fill("Study, then rules.")
    Position.objects.update(argument="Study first, rules next year.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("group")).to_contain_text("Two texts")
    expect(page.locator(".versions")).to_contain_text("next year")
    page.get_by_role("button", name="Mine", exact=True).click()
    expect(words(page)).to_have_text("Study, then rules.")
    assert ["409" in one for one in complaints] == [True]
    complaints.clear()

    page.get_by_role("link", name="Proposals").first.click()
    page.get_by_role("link", name="Add a filter").click()
    page.get_by_label("From").fill("USA")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("tbody .number a")).to_have_text(["USA/27/3"])
    page.get_by_role("link", name="Remove filter: From USA").click()
    expect(page.locator("tbody .number a")).to_have_text(["RCC/73A1/12", "USA/27/3"])


def field(page):
    return page.locator("[data-field]").filter(has=page.get_by_role("heading", name="Argument"))


def words(page):
    return field(page).locator(".words")


def edit(page):
    return page.get_by_role("link", name="Edit Argument")


def editor(page):
    return page.get_by_role("textbox", name="Argument")


def begin(page, text):
    edit(page).click()
    editor(page).fill(text)
