"""Every page of Placard: WCAG 2.2 AA by axe, light and dark, wide and narrow; reached by the rail, and by keyboard."""

from pathlib import Path

import axe_playwright_python
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation.models import Issue, Meeting
from positions.models import Instruction, Proposal

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What can differ between light and dark, and what between a wide and a narrow page.
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable", "aria-hidden-focus"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
IN_THE_RAIL = (
    *(
        "today",
        "room",
        "issue-list",
        "proposal-list",
        "time-plan",
        "inbox",
        "cover",
        "instruction-list",
        "guidance-list",
        "clearance-list",
    ),
    *("stance-matrix", "briefing", "team", "reference", "my-account"),
)
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))


def addresses():
    """Every page that a head of delegation can open, one of each kind."""
    issue = Issue.objects.get(slug="internet")
    live = Instruction.objects.live().filter(issue=issue).latest("issued_at")
    draft = Instruction.objects.filter(issued_at=None, ended_at=None).first()
    dead = Instruction.objects.filter(ending="superseded").first()
    meeting = Meeting.objects.filter(committee="WG-PL", number=6).get()
    proposal = Proposal.objects.get(number="VLD/31/1")
    position = issue.positions.first()
    return [
        *(reverse(name) for name in IN_THE_RAIL),
        *(reverse("last-hour"), issue.get_absolute_url(), reverse("issue-history", args=[issue.pk])),
        *(reverse("issue-new"), reverse("issue-close", args=[issue.pk]), f"{reverse('issue-list')}?which=closed"),
        *(reverse("position-field", args=[position.pk, "argument"]), reverse("point-archived", args=[issue.pk])),
        *(reverse("field-history", args=["position", position.pk, "argument"]),),
        *(reverse("instruction-detail", args=[one.pk]) for one in (live, draft, dead)),
        *(reverse("instruction-new"), f"{reverse('instruction-new')}?issue={issue.pk}"),
        reverse("instruction-withdraw", args=[live.pk]),
        *(meeting.get_absolute_url(), reverse("meeting-move", args=[meeting.pk])),
        reverse("room-meeting", args=[meeting.pk]),
        *(reverse("time-plan-weeks"), f"{reverse('time-plan')}?by=room", reverse("stance-add", args=[issue.pk])),
        *(reverse("agenda-paste", args=[meeting.pk]), reverse("item-new", args=[meeting.pk]), reverse("group-new")),
        *(meeting.committee.get_absolute_url(), reverse("import-time-plan")),
        *(f"{reverse('cover')}?by=people", reverse("duty-suggestions", args=[meeting.pk])),
        *(proposal.get_absolute_url(), reverse("proposal-new"), f"{reverse('proposal-list')}?filters=all&group=RCC"),
        *(
            reverse("team-member", args=[issue.assignments.first().delegate_id]),
            reverse("team-hand-over", args=[issue.assignments.first().delegate_id]),
            reverse("grants"),
            reverse("rehearsal"),
        ),
        f"{reverse('search')}?q=internet",
        *("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"),
    ]


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_fails_the_guidelines_or_scrolls_sideways(sample, desk, half):
    page = desk(sample("ines.kordal"))
    page.context.add_init_script(path=AXE)
    found = []
    for address in addresses()[half::2]:
        assert page.goto(address).status == 200, address
        said = violations(page, AA)
        page.emulate_media(color_scheme="dark")
        said += violations(page, COLOURS)
        page.set_viewport_size(NARROW)
        said += violations(page, PLACES)
        if page.locator(".tabs.phone, .front").count():  # parts that only a narrow page shows
            said += violations(page, COLOURS)
            page.emulate_media(color_scheme="light")
            said += violations(page, COLOURS)
        width = page.evaluate("document.documentElement.scrollWidth")
        said += [f"scrolls sideways: {width} px"] if width > NARROW["width"] else []
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        found += [f"{address} {one}" for one in said]
    assert not found, "\n".join(found)


def violations(page, rules):
    """What axe finds by these tags or rules, element by element."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    answer = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def test_every_page_is_reached_by_the_rail(sample, desk):
    page = desk(sample("ada.winter"))
    page.goto("/")
    rail = page.get_by_role("navigation", name="Pages")
    assert [link.get_attribute("href") for link in rail.get_by_role("link").all()] == [
        *(reverse(name) for name in (*IN_THE_RAIL, "admin:index"))
    ]
    page.set_viewport_size(NARROW)
    more = rail.get_by_role("button", name="More")
    expect(rail.get_by_role("link", name="Team")).to_be_hidden()
    more.press("Enter")
    rail.get_by_role("link", name="Team").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Team")
    expect(rail.locator("[aria-current]")).to_have_text("Team")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_the_focus_is_in_each_editor_and_back_where_it_was(sample, desk):
    page = desk(sample("ines.kordal"))
    issue, proposal = Issue.objects.get(slug="internet"), Proposal.objects.get(number="VLD/31/1")
    for address, most in (
        (issue.get_absolute_url(), 99),
        (proposal.get_absolute_url(), 99),
        (reverse("stance-matrix"), 2),
    ):
        page.goto(address)
        count = page.locator("[data-edit]").count()
        assert count > 10
        for place in range(min(count, most)):
            link = page.locator("[data-edit]").nth(place)
            url = link.get_attribute("href")
            link.press("Enter")
            page.wait_for_selector("[data-editor] :is(textarea, select, input):focus")
            page.keyboard.press("Escape")
            page.wait_for_selector(f"[data-edit][href='{url}']:focus")
