"""The cover board in real browsers: members carried to meetings by mouse, keys and taps, and seen on other screens."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import expect

from delegation.actions import duties, feeds, markings, meetings
from delegation.models import Duty, Meeting

AT = datetime(2014, 10, 29, 16, tzinfo=ZoneInfo("Asia/Seoul"))
UNPROCESSABLE = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"


@pytest.fixture
def gap(sample):
    """Nobody leads it."""
    return Meeting.objects.get(committee="AH-64", starts_at=AT)


def board(page, *, query=""):
    page.goto(reverse("cover") + query)
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    return page


def place(page, meeting, role="a_lead"):
    return page.locator(f"#cover-{meeting.pk} [data-role={role}]")


def handle(page, person):
    return page.locator(f"#person-{person.pk} [data-handle]")


def drag(page, handle, target):
    handle.scroll_into_view_if_needed()
    target.evaluate("place => place.scrollIntoView({ block: 'center' })")
    start, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 12, steps=6)


def test_a_member_is_dragged_to_a_meeting_and_stands_on_another_screen(sample, desk, gap):
    sol, edda = board(desk(sample("sara.linnell"))), board(desk(sample("edda.korin")))
    expect(sol.locator("#cover-sum")).to_contain_text("1 meeting still needs somebody")
    drag(sol, handle(sol, sample("edda.korin")), place(sol, gap))
    expect(place(sol, gap)).to_have_attribute("data-drop", "on")
    sol.mouse.up()
    expect(place(sol, gap)).to_contain_text("Edda Korin")
    expect(sol.locator("#said")).to_have_text("Asked: Edda Korin, Ad hoc group on Res 64, 16:00, Lead")
    row = edda.locator(f"#cover-{gap.pk}")
    expect(row).to_contain_text("lead not accepted")
    row.get_by_role("button", name="Accept").click()
    expect(place(sol, gap)).to_contain_text("accepted")
    expect(sol.locator("#cover-sum")).to_contain_text("Every meeting that needs us has somebody")
    duty = Duty.objects.get(meeting=gap, role="a_lead")
    assert (duty.delegate, duty.state, duty.assigned_by) == (
        sample("edda.korin"),
        "accepted",
        sample("sara.linnell"),
    )


def test_by_keys_and_refused_with_the_reason(sample, desk, gap, complaints):
    """Hana is to be elsewhere at that time; Edda is free."""
    page = board(desk(sample("sara.linnell")))
    said = page.locator("#said")
    handle(page, sample("hana.mirov")).press("Enter")
    expect(handle(page, sample("hana.mirov"))).to_have_attribute("aria-pressed", "true")
    expect(said).to_contain_text("Taken up: Hana Mirov")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Hana Mirov: Ad hoc group on Res 64, 16:00, Lead")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Nobody was asked.")
    for key in ("Enter", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    notice = page.locator("[data-not-moved]")
    expect(notice).to_contain_text("Hana Mirov is to be elsewhere at that time: Ad hoc group on cybersecurity")
    expect(notice.get_by_role("link", name="Who could go")).to_have_attribute(
        "href", reverse("duty-suggestions", args=[gap.pk])
    )
    assert Duty.objects.filter(meeting=gap, role="b_second").count() == 0
    duties.assign(gap, delegate=sample("edda.korin"), role="c_notes", by=sample("ines.kordal"))
    expect(place(page, gap, "c_notes")).to_contain_text("Edda Korin")
    expect(notice).to_contain_text("Hana Mirov is to be elsewhere")  # although the board was made anew
    duties.take_back(
        Duty.objects.standing().get(meeting=gap, delegate=sample("edda.korin")), seen=1, by=sample("ines.kordal")
    )
    expect(place(page, gap, "c_notes")).not_to_contain_text("Edda Korin")
    handle(page, sample("edda.korin")).press("Enter")
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(place(page, gap, "b_second")).to_contain_text("Edda Korin")
    expect(handle(page, sample("edda.korin"))).to_be_focused()
    expect(notice).to_have_count(0)
    assert complaints == [UNPROCESSABLE]
    complaints.clear()


def test_by_taps_on_a_phone(sample, desk, gap):
    page = desk(sample("sara.linnell"), has_touch=True)
    page.set_viewport_size({"width": 360, "height": 740})
    board(page)
    page.get_by_label("Find").fill("edda")
    expect(page.locator("#people > li:visible")).to_have_count(1)
    handle(page, sample("edda.korin")).tap()
    expect(place(page, gap)).to_be_visible()
    place(page, gap).tap()
    expect(place(page, gap)).to_contain_text("Edda Korin")
    expect(page.locator(".carrying")).to_have_count(0)


@pytest.mark.parametrize("by", ["meeting", "member"])
def test_a_bar_says_to_fingers_what_is_carried(sample, desk, gap, by):
    page = desk(sample("sara.linnell"), has_touch=True)
    page.set_viewport_size({"width": 360, "height": 740})
    board(page, query="?by=people" if by == "member" else "")
    carried = page.locator("thead [data-handle]") if by == "member" else handle(page, sample("edda.korin"))
    words = {
        "member": "Carrying Ad hoc group on Res 64, 16:00: tap a member",
        "meeting": "Carrying Edda Korin: tap a place",
    }[by]
    bar = page.locator(".carrying")
    carried.tap()
    expect(bar).to_contain_text(words)
    expect(page.locator("#said")).to_have_text(words)
    above, nav = bar.bounding_box(), page.locator(".rail").bounding_box()
    assert (above["x"], above["width"], above["y"] + above["height"] <= nav["y"] + 1) == (0, 360, True)
    bar.get_by_role("button", name="Leave it").tap()
    expect(bar).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Nobody was asked.")
    carried.press("Enter")
    expect(page.locator("#said")).to_contain_text("The arrow keys choose where")
    expect(bar).to_have_count(0)


def test_a_meeting_is_carried_to_a_member(sample, desk, gap):
    page = board(desk(sample("sara.linnell")), query="?by=people")
    line = page.locator(f"#line-{sample('edda.korin').pk}")
    drag(page, page.locator("thead [data-handle]"), line)
    page.mouse.up()
    expect(line).to_contain_text("16:00 Ad hoc group on Res 64")
    expect(page.locator("thead .state")).to_have_text("lead not accepted")
    assert Duty.objects.get(meeting=gap, role="a_lead").delegate == sample("edda.korin")


def test_a_time_is_edited_on_a_page_of_its_own(sample, desk, gap, complaints):
    page = desk(sample("sara.linnell"))
    page.goto(reverse("meeting-move", args=[gap.pk]))
    page.get_by_label("Room", exact=True).fill("Room Z")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#meeting-time")).to_contain_text("16:00 to 17:30, Room Z")
    assert complaints == []


def in_calendar(page, address, meeting):
    """When, where and in which sequence a member's calendar has a meeting."""
    events = Calendar.from_ical(page.request.get(address).text()).walk("VEVENT")
    [event] = [one for one in events if str(meeting.pk) in one["UID"]]
    return event.decoded("DTSTART").astimezone(AT.tzinfo), str(event["LOCATION"]), event["SEQUENCE"]


def test_s25_room_change_20_minutes_before(sample, desk):
    """The secretary moves a meeting, which clashes for its lead: he is told once, his calendar follows, the deputy
    sees it, and sends somebody with a note; capital reads its own time beside."""
    sara, ben, chen, sam, kim = (
        desk(sample(name)) for name in ("sara.linnell", "tomas.veled", "marek.dahl", "rosa.tiller", "clara.reiss")
    )
    calendar = reverse("feed", args=[feeds.make(by=sample("marek.dahl"))])
    moved = Meeting.objects.get(committee="AH-ITR", starts_at=datetime(2014, 10, 29, 14, 30, tzinfo=AT.tzinfo))
    for page, address in ((chen, reverse("inbox")), (sam, reverse("inbox")), (ben, reverse("cover"))):
        page.goto(address)
        expect(page.locator("body")).to_have_attribute("data-live", "true")
    row = ben.locator(f"#cover-{moved.pk}")
    expect(row).to_contain_text("14:30–16:00")
    expect(row).not_to_contain_text("lead not accepted")

    before = in_calendar(chen, calendar, moved)
    sara.goto(moved.get_absolute_url())
    sara.get_by_role("link", name="Edit Time and room").click()
    sara.get_by_label("Starts").fill("2014-10-29T16:00")
    sara.get_by_label("Ends").fill("2014-10-29T17:30")
    sara.get_by_label("Room", exact=True).fill("Room L")
    sara.get_by_role("button", name="Save").click()
    expect(sara.locator("#meeting-time")).to_contain_text("16:00 to 17:30, Room L")
    after = in_calendar(chen, calendar, moved)
    assert [(at.hour, room) for at, room, _sequence in (before, after)] == [(14, "Room R"), (16, "Room L")]
    assert after[2] > before[2]
    kim.goto(moved.get_absolute_url())
    expect(kim.locator("#meeting-time")).to_contain_text("16:00 to 17:30, Room L Wed 08:00 in capital")
    told = chen.locator("#told")
    words = (
        "Ad hoc group on the ITRs moved: 29 Oct 14:30 to 16:00 (ends 17:30), Room R to Room L; accept again or refuse; "
        "clashes with your Ad hoc group on a stable"
    )
    expect(told.get_by_text(words)).to_have_count(1)
    expect(told).to_contain_text("1 not read")
    expect(chen.locator("#waiting")).to_contain_text("To accept or refuse Ad hoc group on the ITRs")
    expect(sam.locator("#told")).not_to_contain_text("ITRs")
    expect(row).to_contain_text("16:00–17:30")
    expect(row).to_contain_text("lead not accepted")
    expect(row).to_contain_text("in two rooms")

    row.get_by_role("link", name="Who could go").click()
    entry = ben.locator("#could-go li", has_text="Rosa Tiller")
    expect(entry).to_contain_text("free")
    entry.get_by_text("with a note").click()
    entry.get_by_label("What to know").fill("Marek has the papers; hold the line of 28 October.")
    entry.get_by_role("button", name="Lead").click()
    expect(row).to_contain_text("Rosa Tiller")
    expect(sam.locator("#told")).to_contain_text(
        "You are asked to Ad hoc group on the ITRs, 29 Oct 16:00: Lead. Marek has the papers; hold the line"
    )
    ben.goto(moved.get_absolute_url())
    ben.get_by_role("button", name="Take Marek Dahl off").click()
    sam.goto(reverse("cover"))
    own = sam.locator(f"#cover-{moved.pk}")
    expect(own).to_contain_text("hold the line of 28 October")
    own.get_by_role("button", name="Accept").click()
    ben.goto(reverse("cover"))
    expect(row).to_contain_text("Rosa Tiller accepted")
    expect(row).not_to_contain_text("lead not accepted")
    expect(row).not_to_contain_text("in two rooms")
    ben.goto(reverse("cover-history", args=[AT.date()]))
    expect(ben.locator("#entries")).to_contain_text("Tomas Veled asked Rosa Tiller to a meeting")
    chen.reload()
    expect(told.get_by_text("moved: 29 Oct 14:30 to 16:00")).to_have_count(1)
    told.get_by_role("button", name="Mark all as read").click()
    expect(told).not_to_contain_text("not read")


def test_what_is_hidden_from_one_meanwhile_goes_from_the_inbox(sample, desk, gap):
    mina, sara = sample("mina.qureshi"), sample("sara.linnell")
    Duty.objects.create(meeting=gap, delegate=mina, role="b_second")
    given = {"starts_at": AT, "ends_at": AT + timedelta(minutes=90), "room": "Room Z"}
    meetings.move(gap, seen=gap.version, by=sara, **given)
    page = desk(mina)
    page.goto(reverse("inbox"))
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    expect(page.locator("#told")).to_contain_text("Ad hoc group on Res 64 moved: 29 Oct 16:00, Room P to Room Z")
    gap.refresh_from_db()
    markings.set_marking(gap, seen=gap.version, marking="government", by=sara)
    expect(page.locator("#told")).not_to_contain_text("Res 64")
    expect(page.locator("#waiting")).not_to_contain_text("Res 64")
