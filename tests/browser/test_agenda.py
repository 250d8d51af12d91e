"""An agenda pasted, followed on two screens, its speaking list put in order; and the countdown on top of every page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation import clock
from delegation.models import Meeting
from positions.models import AgendaItem, Speaker
from tests import factories as make
from tests.browser.test_everybody_can_use_it import AA, AXE, COLOURS, NARROW, PLACES, violations

PASTED = "Agenda\n1 Approval of the agenda\n2 Res 102: Internet policy\n3 Other business"


@pytest.fixture
def meeting(sample):
    """Of the group on Internet resolutions, where nothing is on the agenda yet."""
    return make.meeting(Meeting.objects.filter(committee="WG-PL").first().committee, number="99", room="Room Z")


def opened(page, meeting):
    page.goto(meeting.get_absolute_url())
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def item(page, words):
    return page.locator("#course > ol > li", has_text=words)


def test_an_agenda_is_pasted_and_followed_on_two_screens(sample, desk, meeting):
    sara, idris = opened(desk(sample("sara.linnell")), meeting), opened(desk(sample("idris.penn")), meeting)
    expect(idris.locator("#course")).to_contain_text("No agenda yet")
    sara.get_by_role("link", name="Paste the agenda").click()
    sara.get_by_label("Agenda").fill(PASTED)
    sara.get_by_role("button", name="Look at it first").click()
    expect(sara.locator("tbody tr")).to_have_count(4)
    assert not AgendaItem.objects.filter(meeting=meeting).exists()
    sara.get_by_role("button", name="Take over what is ticked").click()
    expect(sara.locator("main")).to_contain_text("Taken over: 3 items, 1 text, 1 issue.")
    sara.get_by_role("link", name="Back to the meeting").click()
    expect(item(idris, "Res 102")).to_contain_text("yours")
    item(sara, "Approval").get_by_role("button", name="Call it").click()
    expect(item(sara, "Approval")).to_contain_text("now, since")
    expect(item(idris, "Approval")).to_contain_text("now, since")
    expect(item(idris, "Res 102")).to_contain_text("your item is next")
    item(idris, "Res 102").get_by_text("More …").click()
    item(idris, "Res 102").get_by_role("link", name="Add a speaker").click()
    idris.get_by_label("Member").fill("Idris Penn")
    idris.get_by_role("button", name="Save").click()
    expect(item(sara, "Res 102")).to_contain_text("Idris Penn for us")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_recognised_is_left_out_by_keys_alone(sample, desk, meeting, scripts):
    page = desk(sample("sara.linnell"), java_script_enabled=scripts)
    page.goto(reverse("agenda-paste", args=[meeting.pk]))
    page.get_by_label("Agenda").fill("1 Opening\n2 Internet: Res. 101, 102 and 133\tDT/24, DT/99\n3 Closing")
    page.get_by_role("button", name="Look at it first").press("Enter")
    expect(page.locator("main")).to_contain_text("1 reference not placed: DT/99.")
    page.get_by_label("Take over item 1, Opening").focus()
    for _step in range(4):  # to Res 133, past its item and two others
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Res 133")).not_to_be_checked()
    page.get_by_label("Take over item 3, Closing").press("Space")
    page.get_by_role("button", name="Take over what is ticked").press("Enter")
    said = "Taken over: 2 items, 1 document, 2 texts, 1 issue; 1 reference not placed: DT/99."
    expect(page.locator("main")).to_contain_text(said)
    opening, internet = AgendaItem.objects.of(meeting)
    assert (opening.title, sorted(map(str, internet.texts.all()))) == ("Opening", ["Res 101", "Res 102"])


def test_the_review_meets_the_guidelines(sample, desk, meeting):
    page = desk(sample("sara.linnell"))
    page.context.add_init_script(path=AXE)
    page.goto(reverse("agenda-paste", args=[meeting.pk]))
    page.get_by_label("Agenda").fill("Head\n1 Opening DT/24\n2 Internet: Res. 101, 102\t79A1/9, DT/99\n3 Closing")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_label("Take over item 1, Opening").uncheck()
    page.get_by_label("Res 102").uncheck()
    found = violations(page, AA)
    page.emulate_media(color_scheme="dark")
    found += violations(page, COLOURS)
    page.set_viewport_size(NARROW)
    found += violations(page, PLACES)
    assert (found, page.evaluate("document.documentElement.scrollWidth")) == ([], NARROW["width"])
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.locator("main")).to_contain_text("Taken over: 2 items")
    assert violations(page, AA) == []


def test_a_speaking_list_is_put_in_order_by_keys_and_by_mouse(sample, desk, meeting):
    one = make.agenda_item(meeting, "Youth", number="1")
    for place, name in enumerate(("idris.penn", "hana.mirov", "jon.asker"), 1):
        make.speaker(one, sample(name), place=place)
    sara, other = opened(desk(sample("sara.linnell")), meeting), opened(desk(sample("idris.penn")), meeting)
    row = sara.locator(".speakers > li", has_text="Jon Asker")
    row.locator("[data-handle]").press("Enter")
    sara.keyboard.press("ArrowUp")
    sara.keyboard.press("ArrowUp")
    sara.keyboard.press("Enter")
    expect(sara.locator("#said")).to_have_text("Moved to 1 of 3: “Jon Asker”")
    expect(other.locator(".speakers > li").first).to_contain_text("Jon Asker")
    start = sara.locator(".speakers > li", has_text="Idris Penn").locator("[data-handle]").bounding_box()
    end = sara.locator(".speakers > li").last.bounding_box()
    sara.mouse.move(start["x"] + 8, start["y"] + 8)
    sara.mouse.down()
    sara.mouse.move(end["x"] + 20, end["y"] + end["height"] - 2, steps=6)
    sara.mouse.up()
    expect(other.locator(".speakers > li").last).to_contain_text("Idris Penn")
    assert [str(one.delegate) for one in Speaker.objects.in_order()] == ["Jon Asker", "Hana Mirov", "Idris Penn"]


def test_the_strip_counts_down_and_is_silent_without_a_script(sample, desk):
    idris = sample("idris.penn")
    soon = make.meeting(make.committee("SOON", kind="other", name="Soon"), starts_at=clock.now() + timedelta(minutes=9))
    make.duty(soon, idris)
    page = desk(idris)
    page.goto(reverse("time-plan"))
    countdown = page.locator("#now .next .countdown")
    expect(countdown).to_have_text(re.compile(r"^in [789] min$"))
    before = page.locator("#now").bounding_box()
    countdown.evaluate("node => { node.dataset.until = new Date(Date.parse(node.dataset.until) - 36e5).toISOString() }")
    expect(countdown).to_have_text("now")
    assert page.locator("#now").bounding_box() == before
    bare = desk(idris, java_script_enabled=False)
    bare.goto(reverse("time-plan"))
    expect(bare.locator("#now .next .countdown")).to_be_hidden()
