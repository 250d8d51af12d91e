"""Pages that are read without network: which, how they look, and how they are made anew."""

import json
import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation import assets
from positions.actions import instructions
from positions.models import Instruction
from tests.browser.copies import CALM, MINUTE, OLD, READ, awaited, band, cut_off, kept, until
from tests.browser.test_everybody_can_use_it import AA, AXE, COLOURS, NARROW, WIDE, violations


@pytest.fixture
def lead(desk, sample, complaints):
    """The page of a lead whose device has its copies."""
    yield kept(desk(sample("idris.penn")))
    complaints.clear()  # of the lost connection


def test_today_and_the_briefing_are_read_without_network(lead):
    mandate = lead.locator(".mandate").first.inner_text()
    cut_off(lead)
    expect(band(lead)).to_have_text(CALM)
    expect(band(lead)).to_have_attribute("data-state", "copy")
    expect(lead.locator(".mandate").first).to_have_text(mandate)
    lead.get_by_role("link", name="Briefing", exact=True).click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Daily briefing")
    expect(band(lead)).to_have_text(CALM)


def test_the_room_is_read_item_by_item(lead, sample):
    lead.goto(reverse("room"))
    title, words = lead.locator("#item h1").inner_text(), lead.locator("#words").inner_text()
    cut_off(lead, reverse("room"))
    expect(lead.locator("#item h1")).to_have_text(title)
    assert lead.locator("#words").inner_text() == words
    expect(band(lead)).to_have_text(CALM)
    lead.locator("a[rel=next]").click()
    expect(lead.locator("#item h1")).not_to_have_text(title)
    expect(band(lead)).to_have_text(CALM)
    lead.locator("a[rel=prev]").click()
    expect(lead.locator("#item h1")).to_have_text(title)


def test_copies_pass_the_guidelines(desk, sample, complaints):
    lead = kept(desk(sample("ines.kordal")))
    lead.context.add_init_script(path=AXE)
    lead.clock.install(time=time.time() + 17 * 60)  # red
    found = []
    for address in ("/", reverse("room"), reverse("briefing"), reverse("issue-list")):
        cut_off(lead, address)
        said = violations(lead, AA)
        lead.set_viewport_size(NARROW)
        lead.emulate_media(color_scheme="dark")
        said += violations(lead, COLOURS)
        lead.emulate_media(color_scheme="light")
        assert lead.evaluate("document.documentElement.scrollWidth <= innerWidth")
        lead.set_viewport_size(WIDE)
        found += [f"{address} {one}" for one in said]
    assert not found, "\n".join(found)
    complaints.clear()


def test_the_clock_of_a_copy_goes_on(lead):
    page = lead.context.new_page()
    page.clock.install(time=time.time() + 17 * 60)
    cut_off(page)
    made = page.locator("body").get_attribute("data-copy")
    now = page.locator(".now .clock").inner_text()
    minutes = (int(now[:2]) * 60 + int(now[3:])) - (int(made[11:13]) * 60 + int(made[14:16]))
    assert 16 <= minutes <= 19
    expect(band(page)).to_have_text(OLD)


def test_after_five_minutes_it_says_that_it_may_be_superseded(lead):
    page = lead.context.new_page()
    page.clock.install()
    cut_off(page)
    expect(band(page)).to_have_text(CALM)
    calm = band(page).evaluate("band => getComputedStyle(band).backgroundColor")
    page.clock.fast_forward(5 * MINUTE)
    expect(band(page)).to_have_text(OLD)
    expect(page.locator("#said")).to_have_text(OLD)
    assert band(page).evaluate("band => getComputedStyle(band).backgroundColor") != calm


def test_nothing_can_be_done_from_a_copy(lead):
    cut_off(lead)
    acknowledge = lead.get_by_role("button", name="Acknowledge").first
    expect(acknowledge).to_be_disabled()
    ground = "one => getComputedStyle(one).backgroundColor"
    waiting = lead.locator("main .band .button[aria-disabled=true]").first
    assert acknowledge.evaluate(ground) == waiting.evaluate(ground)
    assert lead.locator("main button:enabled, main input:enabled:not([type=hidden])").count() == 0
    assert lead.locator("main a.button[href], main a[data-edit]").count() == 0


def test_a_link_that_waits_for_the_network_says_so(lead):
    cut_off(lead, reverse("room"))
    waits = lead.get_by_role("link", name="Give back", disabled=True)
    expect(waits).to_have_count(2)  # beside who is here, and within reach
    expect(lead.locator("main a.button:not([href])")).to_have_count(lead.get_by_role("link", disabled=True).count())
    expect(lead.get_by_role("link", name="all of this meeting", disabled=False)).to_have_attribute(
        "href", re.compile(".")
    )


def test_the_screen_stays_on_over_a_copy_too(lead):
    lead.add_init_script("navigator.wakeLock.request = async () => Object.assign(new EventTarget(), { release() {} })")
    cut_off(lead, reverse("room"))
    switch = lead.get_by_role("switch", name="Keep the screen on")
    expect(switch).to_be_enabled()
    expect(switch).to_be_checked()


def test_another_page_says_what_is_kept_instead(lead):
    cut_off(lead, reverse("issue-list"))
    expect(lead.get_by_role("heading", level=1)).to_have_text("No network")
    expect(lead.locator("#kept li")).to_have_text(
        [re.compile(rf"^{name} \d\d:\d\d$") for name in ("Today", "The room", "Briefing")]
    )
    lead.locator("#kept").get_by_role("link", name="Today").click()
    expect(band(lead)).to_have_text(CALM)


def test_when_the_network_is_back_so_is_the_page(lead):
    cut_off(lead)
    expect(band(lead)).to_have_text(CALM)
    lead.context.set_offline(False)
    expect(lead.locator("body")).to_have_attribute("data-live", "true")
    expect(band(lead)).to_be_hidden()


def test_a_server_that_is_down_is_no_network(lead, gate):
    gate.is_closed = True
    lead.goto("/")
    expect(band(lead)).to_have_text(CALM)


def test_what_is_withdrawn_goes_from_the_copy_too(lead, sample, complaints):
    head, live = sample("ines.kordal"), Instruction.objects.live().filter(issue__slug="internet").first()
    lead.goto(reverse("issue-list"))
    expect(lead.locator("body")).to_have_attribute("data-live", "true")
    before = lead.evaluate(READ)
    instructions.withdraw(live, why="Capital has changed its mind.", seen=live.version, by=head)
    awaited(lead, f"async () => await ({READ})() !== {json.dumps(before)}")
    until(lead, whole=True)  # not only the first of the copies
    cut_off(lead)
    expect(lead.locator(".mandate").filter(has_text=live.mandate[:40])).to_have_count(0)


def test_new_files_of_the_look_are_taken_over_with_new_copies(lead, monkeypatch):
    assert lead.evaluate("() => caches.keys()") == [f"placard {assets.version()}"]
    monkeypatch.setattr(assets, "version", lambda: "newer")
    lead.goto("/")
    awaited(lead, "async () => (await caches.keys()).join() === 'placard newer'")
    cut_off(lead)
    expect(band(lead)).to_have_text(CALM)
    assert set(re.findall(r"/kept/(\w+)/", lead.content())) == {"newer"}


def test_an_open_page_that_hears_nothing_is_red_after_five_minutes(desk, cast, complaints):
    page = desk(cast.olga)
    page.clock.install()
    page.goto("/")
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    page.context.set_offline(True)
    expect(band(page)).to_have_text(
        re.compile(r"^No connection since \d\d:\d\d\. What stands here may be out of date\.$")
    )
    page.clock.fast_forward(5 * MINUTE)
    expect(band(page)).to_have_text(re.compile(r"^No network since \d\d:\d\d: what stands here may be superseded\.$"))
    expect(band(page)).to_have_attribute("data-state", "long")
    page.context.set_offline(False)
    expect(band(page)).to_be_hidden()
    complaints.clear()
