"""One issue, one day: four of us at once, from the order read on a phone to words delivered under the one after it.

The lead and the note-taker are in the hall, capital and a deputy elsewhere, the head with his inbox alone; nobody loads
a page again to see what another did, and what nobody does climbs by itself.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect
from procrastinate.contrib.django import app

from delegation.actions import conference
from delegation.models import Conference, Issue, Meeting
from positions.models import Climb, Delivery, GuidanceRequest, Instruction, Note
from tests.browser.test_asking_capital import listening
from tests.browser.test_room import note

BUSAN = ZoneInfo("Asia/Seoul")
PHONE = {"width": 360, "height": 740}
QUESTION = "May we accept a study of over-the-top services by Study Group 3?"
SAID = "Valdria sees no need for standards on such services."
OVERDUE = "Not acknowledged in time: the instruction of 29 Oct 15:2"
ANSWER, CORRECTED = "Do not object to a study by Study Group 3.", "Do not object to a study that names no Sector."


@pytest.fixture
def at(sample):
    """Let it be that hour of 29 October at the conference."""

    def at(hour):
        moment = datetime.fromisoformat(f"2014-10-29T{hour}:20").replace(tzinfo=BUSAN)
        conference.jump(Conference.objects.get(), to=moment, by=sample("ines.kordal"))

    return at


def opened(page, path):
    page.goto(path)
    return listening(page)


def phone(desk, person, path):
    page = desk(person, has_touch=True)
    page.set_viewport_size(PHONE)
    return opened(page, path)


def turned_to(page, words):
    """The room, turned on to the item that says this."""
    while words not in page.locator("h1").inner_text():
        before = page.locator("h1").inner_text()
        page.locator("[rel=next]").tap()
        expect(page.locator("h1")).not_to_have_text(before)
    return listening(page)


def band(page, words):
    return page.locator(".band", has=page.get_by_role("link", name=words, exact=True)).first


def delivered(page, subject, words):
    reach = page.locator("#reach")
    if reach.get_by_text("Delivered").first.evaluate("one => one.matches('summary')"):
        reach.get_by_text("Delivered").first.tap()
        reach.get_by_role("link", name=subject, exact=True).tap()
    else:
        reach.get_by_role("link", name="Delivered").tap()
    page.get_by_label("Spoken").check()
    page.get_by_label("The words").fill(words)
    page.get_by_role("button", name="Note it").tap()


def acknowledged(page):
    band(page, "Res 102").get_by_role("button", name="Acknowledge").tap()
    expect(band(page, "Res 102")).to_contain_text("by you")


def dead(page, mandate):
    """The one that is not to be used any more stands there struck out."""
    struck = page.locator(".dead", has=page.locator("s", has_text=mandate[:40])).first
    expect(struck).to_contain_text("Do not use")
    expect(page.locator(".band .mandate", has_text=mandate[:40])).to_have_count(0)


def looked():
    """The worker has looked, been started anew, and looked again."""
    for _ in range(2):
        app.tasks["positions.jobs.climb"](timestamp=0)


def test_one_issue_one_day(sample, desk, at):
    idris_, clara_, tomas_, kim_, jon_, ines_ = (
        sample(name) for name in ("idris.penn", "clara.reiss", "tomas.veled", "kim.solano", "jon.asker", "ines.kordal")
    )
    issue = Issue.objects.get(slug="internet")
    first = Instruction.objects.live().get(issue=issue, text__name="Res 102")

    # 09:25 The lead reads his order in the room and says so; a deputy, elsewhere, sees who has.
    at("09:25")
    tomas = opened(desk(tomas_), first.get_absolute_url())
    expect(tomas.locator(".band").first).to_contain_text("1 of 3")
    idris = turned_to(phone(desk, idris_, "/room/"), "Res 102")
    expect(idris.locator("#item")).to_contain_text("WG-PL, meeting 6")
    acknowledged(idris)
    expect(tomas.locator(".band").first).to_contain_text("2 of 3")
    expect(tomas.locator(".band").first).to_contain_text("missing Hana Mirov")

    # 09:50 Who speaks for and against is noted with one tap, and stands in the matrix.
    at("09:50")
    kim = turned_to(phone(desk, kim_, "/room/"), "Res 102")
    opened(tomas, "/stances/")
    note(kim, "ARB", "Against", "No lead for the Union.")
    expect(tomas.locator(f"#stance-{issue.pk}-ARB")).to_contain_text("No lead for the Union.")

    # 10:40 Item 3 is called; the lead speaks, and notes his words.
    at("10:40")
    kim.get_by_role("button", name="Call it").tap()
    expect(idris.locator("#item")).to_contain_text("now, since 10:40")
    delivered(idris, "Res 102", SAID)
    expect(idris.locator("h1")).to_contain_text("Res 102")

    # 10:55 A question from the room; capital reads by when in its own time, and takes it by name.
    at("10:55")
    listening(idris)
    clara = opened(desk(clara_), "/inbox/")
    idris.locator("#reach").get_by_text("Ask capital").first.tap()
    idris.get_by_label("Question").fill(QUESTION)
    idris.get_by_label("Text").select_option(label="Res 102")
    idris.get_by_label("Needed by").fill("2014-10-29 16:00")
    idris.get_by_role("button", name="Send to capital").tap()
    expect(idris.locator("main")).to_contain_text("Sent: capital is told.")
    asked = GuidanceRequest.objects.get(question=QUESTION)
    assert localtime(asked.needed_by, BUSAN).hour == 16
    clara.locator("#waiting").get_by_role("link", name=QUESTION).click()
    expect(clara.locator("main")).to_contain_text("08:00 in capital")
    clara.get_by_role("button", name="Take it").click()
    expect(idris.locator("main")).to_contain_text("taken by Clara Reiss")

    # 12:30 The note-taker says that the meeting is over.
    at("12:30")
    opened(kim, Meeting.objects.get(committee="WG-PL", number="6").get_absolute_url())
    kim.get_by_role("button", name="The chair closes the meeting").tap()
    expect(kim.locator("#main")).to_contain_text("ended")

    # 15:20 Capital answers and issues: on every phone the new one stands, and the one before is dead.
    at("15:20")
    jon = phone(desk, jon_, issue.get_absolute_url())
    for page in (idris, kim):
        turned_to(opened(page, "/room/"), "services over the top")
        expect(page.locator("#item")).to_contain_text("Room K")
        expect(band(page, "Res 102")).to_contain_text("in any Sector")
    opened(tomas, issue.get_absolute_url())
    clara.get_by_role("link", name="Answer").click()
    clara.get_by_label("Order").select_option("do_not_oppose")
    clara.get_by_role("textbox", name="Answer").fill(ANSWER)
    clara.get_by_role("button", name="Answer").click()
    clara.get_by_role("link", name="The instruction").click()
    clara.get_by_role("button", name="Issue, and supersede what is live").click()
    for page in (idris, kim, jon, tomas):
        expect(band(page, "Res 102")).to_contain_text(ANSWER)
        dead(page, "Oppose standards on over-the-top services")
    second = Instruction.objects.live().get(issue=issue, text__name="Res 102")
    assert (second.mandate, second.predecessor_id, second.acknowledgements.count()) == (ANSWER, first.pk, 0)

    # 15:40 Capital corrects itself before anybody has said it: what was told of the one before counts no more.
    opened(tomas, second.get_absolute_url())
    acknowledged(idris)
    expect(tomas.locator(".band").first).to_contain_text("1 of 3")
    clara.goto(f"/instructions/new/?issue={issue.pk}")
    clara.get_by_label("Text").select_option(label="Res 102")
    clara.get_by_label("Order").select_option("do_not_oppose")
    clara.get_by_role("textbox", name="Mandate").fill(CORRECTED)
    clara.get_by_role("button", name="Keep as draft").click()
    clara.get_by_role("button", name="Issue, and supersede what is live").click()
    for page in (idris, kim, jon):
        expect(band(page, "Res 102")).to_contain_text(CORRECTED)
        dead(page, ANSWER)
    third = Instruction.objects.live().get(issue=issue, text__name="Res 102")
    opened(tomas, third.get_absolute_url())
    expect(tomas.locator(".band").first).to_contain_text("0 of 3")

    # 15:50 For half an hour nobody has taken note of it: the deputy hears of it by himself, and once; the head not yet.
    at("15:50")
    of_deputy, of_head = (opened(desk(person), "/inbox/").locator("#told") for person in (tomas_, ines_))
    looked()
    expect(of_deputy.get_by_role("link", name=OVERDUE)).to_have_count(1)
    expect(of_deputy.get_by_role("link", name=OVERDUE)).to_contain_text("Hana Mirov (unread)")
    expect(tomas.locator(".band").first).to_contain_text("Overdue: told the deputy 15:50")
    expect(idris.locator(".band", has_text=CORRECTED)).to_contain_text("Overdue: told the deputy 15:50")

    # 16:10 The lead takes note, and another; the head hears who is still missing. Of what is dead nobody hears.
    at("16:10")
    acknowledged(idris)
    expect(tomas.locator(".band").first).to_contain_text("1 of 3")
    jon.locator(".band", has_text=CORRECTED).get_by_role("button", name="Acknowledge").tap()
    expect(tomas.locator(".band").first).to_contain_text("2 of 3")
    looked()
    expect(of_head.get_by_role("link", name=OVERDUE)).to_have_count(1)
    expect(of_head).to_contain_text("on Res 102. Missing: Hana Mirov (unread)")
    expect(of_deputy.get_by_role("link", name=OVERDUE)).to_have_count(1)
    expect(tomas.locator(".band").first).to_contain_text("Overdue: told the deputy 15:50, the head 16:10")
    assert not Climb.objects.filter(instruction__in=[first, second]).exists()

    # 16:40 He delivers it; who looks back finds where his words come from.
    at("16:40")
    delivered(idris, "Res 102", "Valdria can accept a study.")
    expect(idris.locator("h1")).to_contain_text("services over the top")
    last = Delivery.objects.get(words="Valdria can accept a study.")
    assert (last.instruction, str(last.meeting.committee.code)) == (third, "AH-INTERNET")
    assert Delivery.objects.get(words=SAID).instruction == first
    assert Note.objects.get(text="No lead for the Union.").meeting.number == "6"
