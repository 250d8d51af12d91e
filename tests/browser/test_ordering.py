"""S05, order against edit: a talking point is dragged, by mouse, finger or keys, while somebody writes in another."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from delegation.models import Issue
from positions.actions import talking_points
from positions.models import TalkingPoint

UNPROCESSABLE = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"


@pytest.fixture
def issue(sample):
    return Issue.objects.get(slug="internet")


def stored(issue):
    return list(TalkingPoint.objects.current().on(issue).in_order())


def opened(page, issue):
    page.goto(issue.get_absolute_url())
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    page.locator("#points").scroll_into_view_if_needed()
    return page


def row(page, point):
    return page.locator(f"#point-{point.pk}")


def expect_order(page, points):
    expect(page.locator("#points > [id^=point-]")).to_have_count(len(points))
    page.wait_for_function(
        "ids => [...document.querySelectorAll('#points > [id^=point-]')].map(row => row.id).join() === ids",
        arg=",".join(f"point-{point.pk}" for point in points),
    )


def drag(page, point, above):
    """By the handle, in some steps, to right above another."""
    page.evaluate("scrollTo(0, document.querySelector('#points').offsetTop - 100)")
    start, target = row(page, point).locator("[data-handle]").bounding_box(), row(page, above).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, target["y"] + 40, steps=5)
    page.mouse.move(start["x"] + 8, target["y"] + 4, steps=3)


def test_s05_order_against_edit(sample, desk, issue):
    one, two, three, *rest = stored(issue)
    chen, dina = (opened(desk(sample(name)), issue) for name in ("idris.penn", "ines.kordal"))
    row(dina, one).get_by_role("link", name="Edit").click()
    words = row(dina, one).get_by_role("textbox")
    words.fill("Words in the making, and more of them.")
    words.evaluate("area => area.setSelectionRange(8, 10)")

    drag(chen, three, above=one)
    expect(row(chen, one)).to_have_attribute("data-drop", "before")
    chen.mouse.up()
    order = [three, one, two, *rest]
    expect_order(chen, order)
    expect(chen.locator("#said")).to_contain_text(f"Moved to 1 of {len(order)}")
    expect_order(dina, order)
    expect(words).to_be_focused()
    assert words.evaluate("area => [area.selectionStart, area.selectionEnd]") == [8, 10]
    expect(words).to_have_value("Words in the making, and more of them.")
    words.press("Control+Enter")
    expect(row(dina, one).locator(".words")).to_have_text("Words in the making, and more of them.")
    assert [point.pk for point in stored(issue)] == [point.pk for point in order]
    assert stored(issue)[0].version == three.version + 1
    expect(row(chen, one).locator(".words")).to_have_text("Words in the making, and more of them.")
    expect_order(chen, order)


def test_s05_what_one_writes_in_is_moved_by_somebody_else(sample, desk, issue):
    one, two, three, *rest = stored(issue)
    chen, dina = (opened(desk(sample(name)), issue) for name in ("idris.penn", "ines.kordal"))
    row(dina, three).get_by_role("link", name="Edit").click()
    words = row(dina, three).get_by_role("textbox")
    words.fill("Third, and now first.")
    words.evaluate("area => area.setSelectionRange(3, 3)")
    drag(chen, three, above=one)
    chen.mouse.up()
    expect_order(dina, [three, one, two, *rest])
    expect(words).to_be_focused()
    assert words.evaluate("area => area.selectionStart") == 3
    words.press("Control+Enter")
    expect(row(chen, three).locator(".words")).to_have_text("Third, and now first.")
    expect_order(chen, [three, one, two, *rest])


def test_s05_a_page_that_is_out_of_date_merges_or_is_refused(sample, desk, issue, complaints):
    one, two, three, *rest = stored(issue)
    chen, dina = desk(sample("idris.penn")), desk(sample("ines.kordal"))
    dina.route("**/live/**", lambda route: route.fulfill(status=204))
    dina.goto(issue.get_absolute_url())
    opened(chen, issue)
    drag(chen, three, above=one)
    chen.mouse.up()
    expect_order(chen, [three, one, two, *rest])
    expect_order(dina, [one, two, three, *rest])  # nobody told this page
    drag(dina, two, above=one)
    dina.mouse.up()
    expect_order(chen, [three, two, one, *rest])
    assert [point.pk for point in stored(issue)] == [point.pk for point in [three, two, one, *rest]]

    talking_points.archive(three, by=sample("ines.kordal"))
    drag(dina, one, above=rest[0])
    dina.mouse.up()
    gone = dina.locator("[data-not-moved]")
    expect(gone).to_have_text("These words, or those beside them, do not stand in this order any more.")
    expect_order(dina, [two, one, *rest])
    expect_order(chen, [two, one, *rest])
    assert complaints.count(UNPROCESSABLE) == 1
    complaints.remove(UNPROCESSABLE)


def test_words_are_moved_by_keys(sample, desk, issue):
    one, two, three, *rest = stored(issue)
    page = opened(desk(sample("idris.penn")), issue)
    handle, said = row(page, three).locator("[data-handle]"), page.locator("#said")
    handle.press("Enter")
    expect(handle).to_have_attribute("aria-pressed", "true")
    expect(said).to_contain_text(f"Taken up, 3 of {len(rest) + 3}")
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text(f"2 of {len(rest) + 3}, before “{two.text[:20]}")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Left where it was, 3 of")
    expect_order(page, [one, two, three, *rest])
    for key in ("Space", "ArrowUp", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect_order(page, [three, one, two, *rest])
    expect(said).to_contain_text("Moved to 1 of")
    expect(handle).to_be_focused()
    row(page, three).get_by_role("button", name="Move down").press("Enter")
    expect_order(page, [one, three, two, *rest])
    page.keyboard.press("Enter")
    expect_order(page, [one, two, three, *rest])
    page.wait_for_function("() => !document.querySelector('#points[data-stale]')")
    assert page.evaluate("document.activeElement.closest('[id^=point-]').id") == f"point-{three.pk}"
    page.reload()
    expect_order(page, [one, two, three, *rest])
    assert TalkingPoint.objects.get(pk=three.pk).version == three.version + 3


def test_what_was_moved_is_moved_although_the_page_is_left_at_once(sample, desk, issue):
    one, two, *rest, last = stored(issue)
    page = opened(desk(sample("idris.penn")), issue)
    with transaction.atomic():
        assert len(TalkingPoint.objects.select_for_update()) > 2  # so that no move is answered yet
        row(page, one).get_by_role("button", name="Move down").press("Enter")
        row(page, last).get_by_role("button", name="Move up").press("Enter")
        page.goto("/team/")
    opened(page, issue)  # on the screen, so that what came after it was drawn is fetched
    expect_order(page, [two, one, *rest[:-1], last, rest[-1]])


def test_words_are_moved_by_a_finger_on_a_phone(sample, desk, issue):
    one, two, three, *rest = stored(issue)
    page = desk(sample("idris.penn"))
    page.set_viewport_size({"width": 360, "height": 740})
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    opened(page, issue)
    row(page, one).evaluate("row => scrollTo(0, row.offsetTop - 120)")
    start = row(page, two).locator("[data-handle]").bounding_box()
    assert (start["width"] >= 24, start["height"] >= 24) == (True, True)
    x, y, goal = start["x"] + 10, start["y"] + 10, row(page, one).bounding_box()["y"] + 5
    before = page.evaluate("scrollY")

    def finger(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at} for at in points]})

    finger("touchStart", y)
    for step in range(1, 7):
        finger("touchMove", y + (goal - y) * step / 6)
    expect(row(page, one)).to_have_attribute("data-drop", "before")
    assert abs(page.evaluate("scrollY") - before) < 60  # the page itself is not dragged along
    finger("touchEnd")
    expect_order(page, [two, one, three, *rest])
    page.reload()
    expect_order(page, [two, one, three, *rest])


def test_what_was_archived_is_brought_back_at_once(sample, desk, issue):
    one, two, *rest = stored(issue)
    page = opened(desk(sample("idris.penn")), issue)
    row(page, two).get_by_role("button", name="Archive").press("Enter")
    undo = page.locator(".notice.said").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Archived: ")
    expect_order(page, [one, *rest])
    page.wait_for_timeout(10_500)
    undo.press("Enter")
    expect_order(page, [one, two, *rest])
    expect(page.locator(".notice.said")).to_contain_text("Restored: ")
