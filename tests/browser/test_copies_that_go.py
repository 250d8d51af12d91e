"""What is kept to be read without network tells nothing, is for one member, and is gone when it must be."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation.actions import people
from tests import factories as make
from tests.browser.conftest import put_session
from tests.browser.copies import CALM, READ, awaited, band, cut_off, kept, until


@pytest.fixture
def lead(desk, sample, complaints):
    """The page of a lead whose device has its copies."""
    yield kept(desk(sample("idris.penn")))
    complaints.clear()  # of the lost connection


def test_signing_out_leaves_nothing(lead, base_url):
    lead.goto(reverse("my-account"))
    lead.get_by_role("button", name="Sign out").click()
    lead.wait_for_url("**/accounts/login/**")
    until(lead)
    assert lead.evaluate(
        "async () => [await caches.keys(), await indexedDB.databases(), Object.keys(localStorage)]"
    ) == [
        [],
        [],
        [],
    ]


def test_a_session_that_ended_leaves_no_copy(lead):
    lead.context.clear_cookies(name="sessionid")
    lead.goto("/")
    expect(lead.get_by_label("E-mail address")).to_be_visible()
    until(lead, copies=0)
    cut_off(lead)
    expect(lead.locator("#kept-head")).to_have_text("Nothing is kept here.")


def test_another_member_finds_nothing_of_the_first(lead, sample, base_url):
    adviser = sample("mina.qureshi")
    put_session(lead.context, adviser, base_url)
    lead.goto(reverse("team"))
    until(lead, copies=0)
    until(lead, whole=True)
    cut_off(lead)
    expect(band(lead)).to_have_text(CALM)
    expect(lead.locator(".me")).to_contain_text(adviser.name)


def test_who_is_not_cleared_any_more_loses_the_copies(desk, cast, complaints):
    make.instruction(make.issue(), "Oppose OTT.", by=cast.kim)
    page = kept(desk(cast.olga))
    before = page.evaluate(READ)
    people.change(cast.olga, seen=cast.olga.version, clearance="delegation", by=cast.amara)
    awaited(page, f"async () => await ({READ})() !== {json.dumps(before)}")
    until(page, whole=True)
    cut_off(page, "/briefing/")
    expect(page.locator("#markings")).not_to_contain_text("government")
    complaints.clear()


def test_who_has_no_access_any_more_loses_them_at_once(desk, cast, complaints):
    page = kept(desk(cast.olga))
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    people.end_access(cast.olga, why="Left.", by=cast.amara)
    until(page, copies=0)
    complaints.clear()


def test_copies_grow_too_old(desk, cast, settings, complaints):
    settings.COPIES_KEPT_HOURS = 1 / 3600
    page = desk(cast.olga)
    page.goto("/")
    page.wait_for_timeout(6_000)
    cut_off(page)
    expect(page.locator("#kept-head")).to_have_text("Nothing is kept here.")
    until(page, copies=0)
    complaints.clear()


def test_nothing_else_is_kept(lead):
    for name in ("issue-list", "team", "proposal-list"):
        lead.goto(reverse(name))
    until(lead, whole=True)
    files = lead.evaluate(
        "async () => { const cache = await caches.open((await caches.keys())[0]);"
        " return (await cache.keys()).map(({ url }) => new URL(url).pathname); }"
    )
    assert {path for path in files if not path.startswith("/kept/")} == {reverse("elsewhere")}


def test_what_lies_on_the_device_tells_nothing(lead):
    words = lead.evaluate(READ)
    for telling in ("Idris", "instruction", "briefing", "Internet"):
        assert telling not in words
    assert len(words) > 10_000
