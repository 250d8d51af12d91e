"""Two authorities in capital answer one question: the hall holds, the head decides; each page shows it by itself."""

from playwright.sync_api import expect

from positions.models import ConflictingAnswer, GuidanceRequest, Instruction
from tests.browser.test_asking_capital import listening
from tests.browser.test_day_of_one_issue import band, dead, opened, phone

OTHERWISE = "Refuse any report on the term, in the group and in the Plenary."
WHY = "Agreed by telephone at eight: the ministry of the text decides."
HOLD = "Hold: two answers from capital"
NOT_ISSUED = "Hold: what was decided for is not issued yet"


def test_the_hall_holds_until_the_head_has_decided(sample, desk):
    asked = GuidanceRequest.objects.get(question__startswith="May we live with a report")
    first = Instruction.objects.live().get(pk=asked.instruction_id)
    ConflictingAnswer.objects.filter(request=asked).update(archived_at=asked.answered_at)
    jon = phone(desk, sample("jon.asker"), asked.issue.get_absolute_url())
    ines = opened(desk(sample("ines.kordal")), "/")
    clara = opened(desk(sample("clara.reiss")), asked.get_absolute_url())
    expect(clara.get_by_role("link", name="We answer otherwise")).to_have_count(0)  # her own agency answered
    held = band(jon, "Res 140").locator(".hold .state")
    expect(held).to_have_count(0)

    viktor = opened(desk(sample("viktor.sand")), asked.get_absolute_url())
    viktor.get_by_role("link", name="We answer otherwise").click()
    viktor.get_by_label("Order").select_option("oppose")
    viktor.get_by_role("textbox", name="Answer").fill(OTHERWISE)
    viktor.get_by_role("button", name="We answer otherwise").click()

    # Whoever speaks sees that he is to hold, and both answers; what was live is not taken from him.
    expect(held).to_have_text(HOLD)
    expect(band(jon, "Res 140").locator(".mandate")).to_contain_text("Do not object to a report")
    assert jon.evaluate("document.documentElement.scrollWidth <= innerWidth")
    two = clara.locator(".two-answers").first
    expect(two.locator(".answers h3").first).to_contain_text("Clara Reiss, Ministry of Foreign Affairs")
    expect(two.locator(".answers h3").last).to_contain_text("Viktor Sand, Ministry of Communications")
    expect(two.locator(".answers .words").last).to_have_text(OTHERWISE)
    expect(clara.get_by_role("link", name="Decide")).to_have_count(0)

    # The head decides, with a reason; nobody else may.
    opened(ines, asked.get_absolute_url())
    ines.get_by_role("link", name="Decide").click()
    ines.get_by_role("radio", name="Viktor Sand, Ministry of Communications").check()
    ines.get_by_role("button", name="Decide").click()
    expect(ines.get_by_label("Why")).to_be_focused()  # not without a reason
    ines.get_by_label("Why").fill(WHY)
    ines.get_by_role("button", name="Decide").click()
    expect(ines.get_by_label("Why")).to_have_count(0)
    conflict = ConflictingAnswer.objects.get(request=asked, archived_at=None)
    for page in (clara, viktor):
        decided = f"Ines Kordal decided {conflict.decided_in_both_zones} for the second answer: {WHY}"
        expect(page.locator(".two-answers .notice").first).to_contain_text(decided)
        expect(page.locator(".two-answers .hold .state").first).to_have_text(NOT_ISSUED)
        expect(page.locator(".two-answers").first.locator(".dropped .words")).to_contain_text("Do not object")
    expect(held).to_have_text(NOT_ISSUED)

    # Issued, the second is what is said, and the first is dead; nobody holds any more.
    listening(viktor).locator(".two-answers").first.get_by_role("link", name="Its instruction").click()
    viktor.get_by_role("button", name="Issue, and supersede what is live").click()
    expect(band(jon, "Res 140").locator(".mandate")).to_have_text(OTHERWISE)
    dead(jon, "Do not object to a report")
    expect(jon.locator(".hold")).to_have_count(0)
    expect(clara.locator(".two-answers .hold")).to_have_count(0)
    conflict.refresh_from_db()
    first.refresh_from_db()
    live = Instruction.objects.live().get(issue=asked.issue, text=asked.text)
    assert (live.pk, live.mandate, live.predecessor_id) == (conflict.instruction_id, OTHERWISE, first.pk)
    assert (conflict.decided_by.name, conflict.decided_for, conflict.decided_why) == ("Ines Kordal", "second", WHY)
