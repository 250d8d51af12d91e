"""The room in a hall: on a phone, in one hand, while the chair goes on and capital changes its mind."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from delegation import clock
from delegation.models import Duty, Issue, Meeting
from positions.actions import agenda_items, instructions, notes
from positions.models import AgendaItem, Instruction, Note
from tests import factories as make
from tests.browser.test_asking_capital import listening
from tests.browser.test_everybody_can_use_it import AA, AXE, COLOURS, NARROW, WIDE, violations

PHONE = {"width": 360, "height": 740}
# What stays within reach hides a part of whatever is at the edge of the screen: how much, the letters at hand decide.
TO_THE_MIDDLE = """() => document.querySelector("[data-key=a]")?.scrollIntoView({ block: "center" })"""


@pytest.fixture
def meeting(sample):
    """The sixth meeting of WG-PL, half an hour into it, with item 3 called."""
    found = Meeting.objects.get(committee="WG-PL", number="6")
    make.Conference.objects.update(
        rehearsal_offset=found.starts_at + timedelta(minutes=30) - make.datetime.now(make.UTC)
    )
    for number in ("1", "2", "3"):
        call(found, number, by=sample("kim.solano"))
    duty = Duty.objects.get(meeting=found, delegate=sample("idris.penn"))
    Duty.objects.filter(pk=duty.pk).update(in_room_at=clock.now())
    return found


def item_of(meeting, number):
    return AgendaItem.objects.get(meeting=meeting, number=number)


def call(meeting, number, *, by):
    item = item_of(meeting, number)
    agenda_items.take_up(item, seen=item.version, by=by)


def opened(page, path="/room/"):
    page.set_viewport_size(PHONE)
    page.goto(path)
    return listening(page)


def test_what_is_called_is_said_and_nothing_jumps(sample, desk, meeting):
    page = opened(desk(sample("idris.penn"), has_touch=True))
    expect(page.locator("h1")).to_contain_text("Internet resolutions")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo(0, 300)")
    stands = page.locator("#words").bounding_box()["y"]
    words = page.locator("#words").inner_text()
    call(meeting, "4", by=sample("kim.solano"))
    expect(page.get_by_role("link", name="Item 4 is called: go there")).to_be_in_viewport()
    expect(page.locator("#item")).to_contain_text("done")
    assert page.locator("#words").inner_text() == words
    assert abs(page.locator("#words").bounding_box()["y"] - stands) < 1
    page.get_by_role("link", name="Item 4 is called: go there").click()
    expect(page.locator("h1")).to_contain_text("Council working groups")
    listening(page)
    page.get_by_role("link", name="Previous: 3").click()
    expect(page.locator("h1")).to_contain_text("Internet resolutions")


def test_a_new_instruction_stands_above_the_dead_one(sample, desk, meeting):
    page = opened(desk(sample("idris.penn")))
    issue = Issue.objects.get(slug="internet")
    old = Instruction.objects.live().get(issue=issue, text__name="Res 102")
    clara = sample("clara.reiss")
    draft = instructions.draft(issue=issue, text=old.text, kind="do_not_oppose", mandate="Accept a study.", by=clara)
    instructions.issue_instruction(draft, seen=draft.version, predecessor=old.pk, by=clara)
    band = page.locator("#words .band").first
    expect(band).to_contain_text("Accept a study.")
    expect(band).to_contain_text("Do not oppose")
    expect(page.locator("#words .dead").first).to_contain_text("Do not use")
    assert page.locator("#words .dead s").first.inner_text().startswith(old.mandate[:30])
    band.get_by_role("button", name="Acknowledge").press("Enter")
    expect(page.locator("#main")).to_contain_text("Acknowledged: Res 102")
    expect(page.locator("#words .band").first).to_contain_text("by you")
    page.wait_for_function("() => document.activeElement !== document.body")


def test_the_screen_stays_on_and_can_be_let_go(sample, desk, meeting):
    page = desk(sample("idris.penn"))
    page.add_init_script("""
      window.locks = [];
      navigator.wakeLock.request = async () => {
        const lock = new EventTarget();
        lock.release = async () => { locks.push("released"); lock.dispatchEvent(new Event("release")); };
        locks.push("held");
        return lock;
      };
    """)
    opened(page)
    switch = page.get_by_role("switch", name="Keep the screen on")
    expect(switch).to_be_checked()
    switch.press("Enter")
    expect(switch).not_to_be_checked()
    switch.press("Enter")
    expect(switch).to_be_checked()
    assert page.evaluate("locks") == ["held", "released", "held"]


def test_who_comes_back_while_the_screen_is_asked_for_lets_it_go_whole(sample, desk, meeting):
    page = desk(sample("idris.penn"))
    page.add_init_script("""
      window.held = 0;
      navigator.wakeLock.request = async () => {
        await new Promise((done) => { window.answers = [...(window.answers ?? []), done]; });
        const lock = new EventTarget();
        lock.release = async () => { held -= 1; lock.dispatchEvent(new Event("release")); };
        held += 1;
        return lock;
      };
    """)
    opened(page)
    page.wait_for_function("window.answers?.length === 1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange')); answers.forEach((answer) => answer())")
    switch = page.get_by_role("switch", name="Keep the screen on")
    expect(switch).to_be_checked()
    switch.press("Enter")
    expect(switch).not_to_be_checked()
    assert page.evaluate("held") == 0


def test_where_a_screen_cannot_be_kept_on_nothing_is_said_of_it(sample, desk, meeting):
    page = desk(sample("idris.penn"))
    page.add_init_script("delete Navigator.prototype.wakeLock")
    opened(page)
    expect(page.locator("#awake")).to_be_hidden()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_everybody_can_use_the_room(size, sample, desk, meeting):
    page = desk(sample("idris.penn"))
    page.set_viewport_size(size)
    page.context.add_init_script(path=AXE)
    for path in ("/room/", f"/room/{meeting.pk}/?item={item_of(meeting, '7').pk}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.evaluate(TO_THE_MIDDLE)
        assert violations(page, AA) == [], path
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], path
        page.emulate_media(color_scheme="light")
    page.goto("/room/")
    contrast = [one for one in violations(page, ["color-contrast-enhanced"]) if ".band" in one or "mandate" in one]
    assert contrast == []


def note(page, who, kind, words=""):
    if not page.locator("#note-taking").evaluate("one => one.open"):
        page.locator("#note-taking summary").click()
    if page.get_by_label(who, exact=True).count():
        page.get_by_label(who, exact=True).check(force=True)
    else:
        page.get_by_label("State or group").fill(who)
    page.get_by_label("Words, if any").fill(words)
    page.locator("#note-taking").get_by_role("button", name=kind, exact=True).click()


def test_one_tap_changes_the_stance_on_every_open_page(sample, desk, meeting):
    page, matrix = opened(desk(sample("kim.solano"), has_touch=True)), desk(sample("ines.kordal"))
    matrix.goto("/stances/")
    listening(matrix)
    stance = matrix.locator(f"#stance-{Issue.objects.get(slug='internet').pk}-ARB")
    expect(stance).to_contain_text("support")
    note(page, "ARB", "Against", "No lead for the Union.")
    expect(page.locator("#note-taking [data-told]")).to_contain_text("ARB, Against")
    expect(stance).to_contain_text("oppose")
    expect(stance).to_contain_text("No lead for the Union.")
    page.locator("#notes").scroll_into_view_if_needed()
    expect(page.locator("#notes")).to_contain_text("No lead for the Union.")
    note(page, "United States", "For")
    expect(page.locator("#notes li").first).to_contain_text("USA")
    expect(page.get_by_label("USA", exact=True)).to_have_count(1)
    assert [one.holder for one in Note.objects.filter(meeting=meeting).order_by("at")] == ["ARB", "USA"]
    expect(page.get_by_label("Words, if any")).to_have_value("")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_is_tapped_stays_who_is_meant_when_others_note(sample, desk, meeting):
    page = opened(desk(sample("kim.solano")))
    page.locator("#note-taking summary").click()
    page.get_by_label("ARB", exact=True).check(force=True)
    item = item_of(meeting, "3")
    usa = make.MemberState.objects.get(symbol="USA")
    notes.take(meeting=meeting, item=item, issue=item.issues.get(), kind="for", state=usa, by=sample("idris.penn"))
    expect(page.locator(".chips label").first).to_have_text("USA")
    page.locator("#note-taking").get_by_role("button", name="Against").click()
    expect(page.locator("#note-taking [data-told]")).to_contain_text("ARB, Against")
    assert [one.holder for one in Note.objects.filter(meeting=meeting).order_by("at")] == ["USA", "ARB"]


def test_what_cannot_be_noted_stays_where_it_was_typed(sample, desk, meeting, complaints):
    page = opened(desk(sample("kim.solano")))
    note(page, "Atlantis", "For", "Words.")
    expect(page.locator("#note-taking [data-told]")).to_contain_text("is called “Atlantis”")
    expect(page.get_by_label("Words, if any")).to_have_value("Words.")
    assert Note.objects.filter(meeting=meeting).count() == 0
    assert "status of 422" in complaints.pop()


def test_a_note_by_keyboard_alone(sample, desk, meeting):
    page = opened(desk(sample("kim.solano")))
    summary = page.locator("#note-taking summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("They wait.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#note-taking").get_by_role("button", name="Against")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#note-taking [data-told]")).to_contain_text("Against")
    assert Note.objects.get(meeting=meeting).text == "They wait."
    expect(page.locator("#note-taking").get_by_role("button", name="Against")).to_be_focused()


def test_without_scripts_it_is_a_form_like_others(sample, desk, meeting):
    page = desk(sample("kim.solano"), java_script_enabled=False)
    page.set_viewport_size(PHONE)
    page.goto("/room/")
    page.locator("#note-taking summary").click()
    page.get_by_label("State or group").fill("USA")
    page.locator("#note-taking").get_by_role("button", name="Against").click()
    expect(page.locator("#main")).to_contain_text("Noted: USA: against")
    page.get_by_role("link", name="Next: 4").click()
    expect(page.locator("h1")).to_contain_text("Council working groups")


def test_who_comes_back_is_taken_along(sample, desk, meeting):
    page = opened(desk(sample("idris.penn")))
    leave = """is => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(leave, True)
    call(meeting, "4", by=sample("kim.solano"))
    page.evaluate(leave, False)
    expect(page.locator("h1")).to_contain_text("Council working groups")
    assert page.url.endswith("/room/")


def test_an_order_that_has_just_come_can_be_read(sample, desk, meeting):
    page = desk(sample("idris.penn"), has_touch=True)
    page.emulate_media(reduced_motion="reduce")
    page.context.add_init_script(path=AXE)
    opened(page)
    live = Instruction.objects.live().get(issue__slug="internet", text__name="Res 102")
    draft = instructions.draft(
        issue=live.issue, text=live.text, kind="oppose", mandate="Say nothing today.", by=sample("ines.kordal")
    )
    instructions.issue_instruction(draft, seen=1, predecessor=live.pk, by=sample("ines.kordal"))
    expect(page.locator(".band [data-new]").first).to_be_visible()
    expect(page.locator("#changes")).to_be_visible()
    reach, said = (page.locator(part).bounding_box() for part in ("#reach", "#changes"))
    assert said["y"] + said["height"] <= reach["y"]
    assert violations(page, COLOURS) == []
