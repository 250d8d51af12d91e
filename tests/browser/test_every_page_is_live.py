"""Every page follows the stream: its parts can be fetched, are as the whole page has them, and nothing flickers."""

from django.urls import reverse
from playwright.sync_api import expect

from delegation.actions import records
from delegation.models import Issue, Meeting
from positions.actions import instructions
from positions.models import Briefing, Instruction, Proposal, Stance
from tests.browser.test_everybody_can_use_it import addresses

# Pages that ask for something to be written, or of the sign-in, stand as they were opened.
STILL = ("/new/", "/agenda/", "/closing/", "/move/", "/argument/", "?issue=", "/withdrawal/", "/accounts/", "/imports/")
EVERYTHING = "new CustomEvent('changed', {detail: {topics: null, sight: true, missed: null}})"
TOUCHED = """() => {
  window.touched = [];
  new MutationObserver((records) => {
    for (const { type, attributeName, target } of records) {
      if (attributeName?.match(/^data-(stale|hurry|new)$/) || target.closest?.("time, .clock, #said")) continue;
      if (target.matches?.("input[type=hidden]")) continue;
      window.touched.push(`${type} ${attributeName ?? ""} ${target.outerHTML?.slice(0, 200) ?? target.data}`);
    }
  }).observe(document.getElementById("main").parentElement, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}"""


def live(address):
    return not any(word in address for word in STILL) or "/history/" in address


def test_what_is_fetched_again_is_what_stood_there(sample, desk):
    page = desk(sample("ines.kordal"))
    refused, still, touched = [], [], []
    page.on("response", lambda got: refused.append((got.status, got.url)) if got.status >= 400 else None)
    for address in filter(live, addresses()):
        page.goto(address)
        expect(page.locator("body")).to_have_attribute("data-live", "true")
        if page.locator("main [data-live], main[data-live]").count() == 0:
            still.append(address)
        before = page.locator("#main").inner_text()
        page.evaluate(TOUCHED)
        page.evaluate(f"document.dispatchEvent({EVERYTHING})")
        expect(page.locator("[data-stale], [data-hurry]"), address).to_have_count(0)
        touched += [f"{address} {one}" for one in page.evaluate("window.touched")]
        assert page.locator("#main").inner_text() == before, address
    assert (refused, still, touched) == ([], [], [])


def changed(record, values, *, by):
    record.refresh_from_db()
    return records.change(record, seen=record.version, by=by, **values).record


def test_what_one_changes_the_other_sees_on_every_page(sample, desk):
    """The head changes; the lead of the issue has the page open, and does nothing."""
    head, lead = sample("ines.kordal"), sample("idris.penn")
    page = desk(lead)
    issue = Issue.objects.get(slug="internet")
    meeting = Meeting.objects.get(committee="WG-PL", number="6")
    proposal = Proposal.objects.get(number="VLD/31/1")
    order = Instruction.objects.live().filter(issue=issue).latest("issued_at")
    stance = Stance.objects.current().filter(issue=issue, group__isnull=False).first()
    day = meeting.starts_at.date()
    words = Briefing.objects.of(day).get()
    for name, arguments, record, values, shown in (
        ("today", [], meeting, {"room": "Room Alpha"}, "Room Alpha"),
        ("time-plan", [], meeting, {"room": "Room Beta"}, "Room Beta"),
        ("time-plan-weeks", [], meeting, {"number": "66"}, "66"),
        ("cover-day", [day], meeting, {"room": "Room Delta"}, "Room Delta"),
        ("meeting-detail", [meeting.pk], meeting, {"room": "Room Gamma"}, "Room Gamma"),
        (
            "proposal-list",
            [],
            Proposal.objects.order_by("sort_key", "pk").first(),
            {"title": "Titled anew"},
            "Titled anew",
        ),
        ("proposal-detail", [proposal.pk], proposal, {"ask": "Asked anew."}, "Asked anew."),
        ("issue-list", [], issue, {"name": "Internet, anew"}, "Internet, anew"),
        ("issue-detail", [issue.pk], issue.positions.first(), {"objective": "Aimed anew."}, "Aimed anew."),
        ("issue-history", [issue.pk], issue.positions.first(), {"objective": "And again."}, "And again."),
        ("stance-matrix", [], stance, {"ask": "Wants it anew."}, "Wants it anew."),
        ("briefing-day", [day], words, {"lead": "Led anew."}, "Led anew."),
        ("team", [], head, {"name": "Ines Kordal-Anew"}, "Ines Kordal-Anew"),
        ("team-member", [head.pk], head, {"name": "Ines Anew"}, "Ines Anew"),
        ("reference", [], meeting.committee, {"name": "Working group, anew"}, "Working group, anew"),
        ("my-account", [], lead, {"name": "Idris Anew"}, "Idris Anew"),
    ):
        page.goto(reverse(name, args=arguments))
        expect(page.locator("body")).to_have_attribute("data-live", "true")
        if page.locator("#position").count():
            page.locator("#position").scroll_into_view_if_needed()
        changed(record, values, by=None)
        spot = page.locator("main").get_by_text(shown).first
        spot.scroll_into_view_if_needed()
        expect(spot).to_be_visible()
    page.goto(reverse("instruction-list"))
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    instructions.withdraw(order, seen=order.version, why="Capital thinks anew.", by=head)
    expect(page.locator("main").get_by_text("withdrawn").first).to_be_visible()
