"""Screens that stay true while others work: what is swapped, what is left alone, and what is said when it cannot be."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation import live
from delegation.actions import markings, people, records
from delegation.models import Issue
from positions.actions import instructions, talking_points
from positions.models import Instruction, TalkingPoint
from tests import factories as make

FIRST, SECOND = "We welcome a study.", "Each Sector keeps its mandate."


@pytest.fixture
def world(transactional_db, cast, internet):
    make.talking_point(internet, FIRST, place=1)
    make.talking_point(internet, SECOND, place=2)
    return internet


def opened(page, path):
    """Open a page, and wait until it hears."""
    page.goto(path)
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def at_points(page, issue):
    opened(page, issue.get_absolute_url())
    page.locator("#points").scroll_into_view_if_needed()
    return page


def say(text, words, *, by):
    point = TalkingPoint.objects.get(text=text)
    return records.change(point, seen=point.version, by=by, text=words).record


def test_s07_a_swap_does_not_steal_the_pen(desk, cast, world, complaints):
    dina = at_points(desk(cast.dina), world)
    dina.locator("#points [data-edit]").first.click()
    mine = dina.locator("#points textarea")
    dina.route("**/points/**", lambda route: route.abort())
    mine.fill("We welcome a short study.")
    mine.evaluate("area => area.setSelectionRange(3, 10)")
    at = dina.evaluate("scrollY")
    say(SECOND, "Each Sector keeps to its mandate.", by=cast.chen)
    expect(dina.locator("#points .words").filter(has_text="keeps to its mandate")).to_be_visible()
    expect(mine).to_be_focused()
    assert mine.evaluate("area => [area.value, area.selectionStart, area.selectionEnd]") == [
        "We welcome a short study.",
        3,
        10,
    ]
    assert dina.evaluate("scrollY") == at
    expect(dina.locator("[data-chip]")).to_have_count(0)

    say(FIRST, "We do not welcome it.", by=cast.chen)
    expect(dina.locator("[data-chip]")).to_contain_text(re.compile(r"Changed meanwhile: Saved .* by Chen\."))
    expect(mine).to_have_value("We welcome a short study.")
    expect(mine).to_be_focused()
    with dina.context.expect_page() as opens:
        dina.keyboard.press("Alt+KeyC")
    expect(opens.value.get_by_role("heading", level=1)).to_have_text("Words")
    complaints.clear()  # of saves that were not let through


def test_rows_come_change_and_go_where_they_stand(desk, cast, world):
    sam = at_points(desk(cast.sam), world)
    kept = sam.locator("#points .field").first.element_handle()
    point = talking_points.add(issue=world, text="A third point.", use="floor", marking="delegation", by=cast.chen)
    expect(sam.locator("#points .words")).to_have_text([FIRST, SECOND, "A third point."])
    expect(sam.locator("#changes")).to_have_text(re.compile(r"^1 change in Internet since \d\d:\d\d$"))
    expect(sam.locator("#changes")).to_be_visible()
    expect(sam.locator("#said")).to_have_text(sam.locator("#changes").text_content())
    records.archive(point, by=cast.chen)
    expect(sam.locator("#points .words")).to_have_text([FIRST, SECOND])
    assert kept.evaluate("element => element.isConnected")


def test_what_is_superseded_is_struck_out_on_every_open_page(sample, desk):
    lead, head = sample("idris.penn"), sample("ines.kordal")
    issue = Issue.objects.get(slug="internet")
    live = Instruction.objects.live().filter(issue=issue).first()
    reads = opened(desk(lead), issue.get_absolute_url())
    band = reads.locator("#instruction").get_by_text(live.mandate[:40]).first
    expect(band).to_be_visible()
    instructions.withdraw(live, why="Capital has changed its mind.", seen=live.version, by=head)
    expect(reads.locator("#instruction [data-state=withdrawn], #instruction s").first).to_be_visible()


def test_nothing_is_fetched_that_is_not_on_the_screen(desk, cast, world):
    make.position(world, objective="Keep the text as it is. " * 200)
    sam = desk(cast.sam)
    sam.set_viewport_size({"width": 360, "height": 300})
    opened(sam, world.get_absolute_url())
    asked = []
    sam.on("request", lambda request: asked.append(request.headers.get("parts")))
    say(SECOND, "Said anew.", by=cast.chen)
    expect(sam.locator("#points")).to_have_attribute("data-stale", "")
    sam.wait_for_timeout(600)
    assert [names for names in asked if names and "points" in names] == []
    sam.locator("#points").scroll_into_view_if_needed()
    expect(sam.locator("#points .words").nth(1)).to_have_text("Said anew.")


def test_what_did_not_change_is_not_sent_again(desk, cast, world):
    sam = at_points(desk(cast.sam), world)
    statuses = []
    sam.on("response", lambda got: statuses.append(got.status) if got.request.headers.get("parts") else None)
    say(SECOND, "Said anew.", by=cast.chen)
    expect(sam.locator("#points .words").nth(1)).to_have_text("Said anew.")
    core = make.reserve(world, "Only for some.")
    records.change(core, seen=1, by=cast.chen, text="Still only for some.")
    say("Said anew.", "Said once more.", by=cast.chen)
    expect(sam.locator("#points .words").nth(1)).to_have_text("Said once more.")
    assert set(statuses) <= {200, 304}


def test_s13_a_machine_that_slept_pretends_nothing(desk, cast, world, complaints):
    dina = desk(cast.dina)
    dina.clock.install()
    at_points(dina, world)
    dina.context.set_offline(True)
    dina.clock.fast_forward("40:00")
    expect(dina.locator("#truth")).to_have_text(
        re.compile(r"^No network since \d\d:\d\d: what stands here may be superseded\.$")
    )
    say(FIRST, "While she slept.", by=cast.chen)
    say(SECOND, "This too.", by=cast.chen)
    expect(dina.locator("#points .words")).to_have_text([FIRST, SECOND])
    dina.context.set_offline(False)
    dina.clock.run_for(16_000)
    expect(dina.locator("#points .words")).to_have_text(["While she slept.", "This too."])
    dina.clock.run_for(3_000)
    expect(dina.locator("#changes")).to_have_text("2 changes while you were away")
    expect(dina.locator("#truth")).to_be_hidden()
    complaints.clear()


def test_where_no_stream_comes_through_the_page_asks(desk, cast, world, complaints):
    dina = desk(cast.dina)
    dina.clock.install()
    dina.route(re.compile(r"/live/\?since"), lambda route: route.abort())
    dina.goto(world.get_absolute_url())
    dina.locator("#points").scroll_into_view_if_needed()
    dina.clock.run_for(27_000)
    expect(dina.locator("#truth")).to_contain_text("looks for changes every 15 seconds")
    say(FIRST, "Found by asking.", by=cast.chen)
    dina.clock.run_for(17_000)
    expect(dina.locator("#points .words").first).to_have_text("Found by asking.")
    dina.close()
    complaints.clear()


def test_s16_sight_that_is_lost_blanks_the_page(desk, cast, world, complaints):
    make.position(world, objective="Between us.")
    dina = opened(desk(cast.dina), world.get_absolute_url())
    expect(dina.get_by_text("Between us.")).to_be_visible()
    dina.get_by_role("link", name="Edit Objective").click()
    dina.locator("#position textarea").first.fill("Between us, and more.")
    dina.evaluate("window.before = 1")
    people.change(cast.dina, seen=cast.dina.version, clearance="delegation", by=cast.amara)
    expect(dina.locator("body")).not_to_contain_text("Between us")
    expect(dina.locator("#position textarea")).to_have_count(0)
    assert dina.evaluate("window.before") == 1
    complaints.clear()


def test_a_hidden_issue_blanks_whole(desk, cast, world, complaints):
    pavel = opened(desk(cast.pavel), world.get_absolute_url())
    expect(pavel.get_by_text(FIRST)).to_be_visible()
    markings.set_marking(world, seen=world.version, marking="government", by=cast.amara)
    expect(pavel.locator("main")).to_have_text("No longer available.")
    expect(pavel.locator(".context")).to_have_count(0)
    expect(pavel).to_have_title("Placard")
    complaints.clear()


def test_who_is_signed_out_is_told(desk, cast, world, complaints):
    sam = opened(desk(cast.sam), world.get_absolute_url())
    people.end_access(cast.sam, why="Left the delegation.", by=cast.amara)
    expect(sam.locator("#truth")).to_have_text("You are signed out. Sign in again to see what stands now")
    sam.get_by_role("link", name="Sign in again").click()
    expect(sam.get_by_label("E-mail address")).to_be_visible()
    complaints.clear()


def test_words_that_are_being_written_stay_when_their_row_is_archived(desk, cast, world):
    dina = at_points(desk(cast.dina), world)
    dina.locator("#points [data-edit]").first.click()
    dina.locator("#points textarea").fill("Not to be lost.")
    dina.locator("#points textarea").dispatch_event("compositionstart")  # so that it does not save itself before
    records.archive(TalkingPoint.objects.get(text=FIRST), by=cast.chen)
    expect(dina.locator("[data-chip]")).to_contain_text("Archived meanwhile.")
    expect(dina.locator("#points textarea")).to_have_value("Not to be lost.")


def test_what_is_superseded_under_the_hand_is_not_superseded_unread(desk, cast, world):
    """The page shows the newer instruction, but the button still means the one that stood there."""
    draft = make.instruction(world, "Mine.", by=cast.kim, live=False)
    amara = opened(desk(cast.amara), reverse("instruction-detail", args=[draft.pk]))
    make.instruction(world, "Theirs.", by=cast.kim)
    live.announce(Instruction.objects.get(mandate="Theirs."))
    expect(amara.locator("main")).to_contain_text("Theirs.")
    assert amara.locator("#issuing input[name=predecessor]").input_value() == ""


def test_what_no_longer_holds_goes_from_today_and_from_the_rail(desk, cast, world):
    text = make.text("Res 102", canonical="RES 102", place=102, issues=[world])
    order = make.instruction(world, "Say no.", text=text, by=cast.kim)
    proposal = make.proposal("RCC/73A1/1", issue=world, text=text)
    instructions.acknowledge(order, by=cast.chen)
    today, page = (opened(desk(cast.chen), path) for path in ("/", f"/proposals/{proposal.pk}/"))
    in_force, in_the_rail = today.locator("#known section"), page.locator(".context").get_by_text("Res 102, ")
    expect(in_force).to_have_count(1)
    expect(in_the_rail).to_have_count(1)
    instructions.withdraw(order, seen=order.version, why="Capital thinks anew.", by=cast.kim)
    expect(in_force).to_have_count(0)
    expect(in_the_rail).to_have_count(0)
