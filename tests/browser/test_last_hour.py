"""The head has the last hour open while the lead of an issue works, and takes something back by keys."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from playwright.sync_api import expect

from delegation import clock, history
from delegation.actions import records
from delegation.models import Conference, Issue
from positions.actions import positions, talking_points


def test_what_is_changed_appears_and_is_undone_by_keys(sample, desk):
    head, lead = sample("ines.kordal"), sample("idris.penn")
    issue = Issue.objects.get(slug="internet")
    position = positions.revise(issue.positions.in_force().get(), by=lead)
    before = position.objective
    page = desk(head)
    page.goto("/")
    page.get_by_role("link", name="The last hour").click()
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    positions.change(position, seen=position.version, by=lead, objective=f"{before} And no more.")
    entry = page.locator("article").first
    expect(entry).to_contain_text("Idris Penn changed Objective")
    expect(entry.locator("ins").last).to_contain_text("And no more.")
    entry.get_by_role("button", name="Undo: Idris Penn changed Objective").press("Enter")
    expect(page.locator(".notice")).to_have_text("Brought back: objective.")
    expect(page.locator("article").first).to_contain_text("Ines Kordal changed Objective")
    position.refresh_from_db()
    assert position.objective == before
    point = issue.talking_points.current().first()
    talking_points.archive(point, by=lead)
    restore = page.locator("article").first.get_by_role("button", name="Restore: Idris Penn archived")
    restore.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Restored: ")
    point.refresh_from_db()
    assert point.archived_at is None
    page.get_by_label("Of").select_option("Positions")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("article").first).to_contain_text("Ines Kordal changed Objective")
    page.get_by_role("link", name="Remove filter: Of Positions").click()
    expect(page.locator("article").first).to_contain_text("Ines Kordal restored")


def test_what_is_older_than_an_hour_goes_as_time_passes(sample, desk):
    head, lead = sample("ines.kordal"), sample("idris.penn")
    position = Issue.objects.get(slug="internet").positions.first()
    at = clock.now() - timedelta(minutes=59)
    with transaction.atomic(), history.recorded(lead, at=at):
        records.write(records.locked(position), objective="Nearly an hour ago.")
    page = desk(head)
    page.clock.install()
    page.goto("/last-hour/?kind=position")
    old = page.get_by_text("Nearly an hour ago.")
    expect(old).to_have_count(1)
    Conference.objects.update(rehearsal_offset=F("rehearsal_offset") + timedelta(minutes=2))
    page.clock.run_for(61_000)
    expect(old).to_have_count(0)
    expect(page.locator("#changes")).to_be_hidden()
