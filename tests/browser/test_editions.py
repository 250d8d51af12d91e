"""A position and the edition after it: revised, reviewed, made the delegation's, suspended, checked and confirmed."""

from playwright.sync_api import expect

from delegation.models import Agency, Issue
from positions.actions import instructions
from positions.models import Instruction, Position
from tests.browser.test_asking_capital import listening
from tests.browser.test_day_of_one_issue import opened, phone

CHANGED = "Adopted without change, by acclamation, and before Friday."
LAST, FIRST = "A letter to the Council alone.", "A reference in the summary record of the Plenary."
TALKS = "Two States talk to each other today: say nothing before they have."


def position(page):
    """In sight: what is elsewhere on a page is brought up to date when one comes to it."""
    found = page.locator("#position")
    found.scroll_into_view_if_needed()
    return found


def states(page, *words):
    """How each edition stands, that in force first."""
    expect(position(page).locator("h2 .state")).to_have_text(list(words))


def words_of_alternatives(edition):
    return edition.alternative_rows.current().order_by("place").values_list("text", flat=True)


def add(page, words):
    page.get_by_role("link", name="Add an alternative").click()
    page.locator(".adding textarea").fill(words)
    page.locator(".adding textarea").press("Control+Enter")


def shown_in_order(page, *words):
    """Of the edition in the works, which stands below."""
    expect(position(page).locator(".alternatives").last.locator("> .field .words")).to_have_text(list(words))


def with_reason(page, act, why):
    page.get_by_role("link", name=act, exact=True).click()
    page.get_by_role("textbox", name="Why").fill(why)
    page.get_by_role("button", name=act).click()
    listening(page)


def test_an_edition_follows_another(sample, desk):
    issue = Issue.objects.get(slug="flight-tracking")
    issue.agencies.set([Agency.objects.get(abbreviation="NRA")])
    before = Position.objects.get(issue=issue)
    [stood] = words_of_alternatives(before)
    edda = opened(desk(sample("edda.korin")), issue.get_absolute_url())
    marek = phone(desk, sample("marek.dahl"), issue.get_absolute_url())
    tomas = opened(desk(sample("tomas.veled")), issue.get_absolute_url())
    states(edda, "live")

    # The lead opens the next edition, changes a field, and puts alternatives in order; the one in force stands.
    edda.get_by_role("button", name="Revise: open a new edition").click()
    states(edda, "live", "draft")
    listening(edda)  # only then its links open editors
    edda.get_by_role("link", name="Edit Objective").click()
    edda.get_by_role("textbox", name="Objective").fill(CHANGED)
    edda.get_by_role("textbox", name="Objective").press("Control+Enter")
    add(edda, LAST)
    shown_in_order(edda, stood, LAST)
    add(edda, FIRST)
    shown_in_order(edda, stood, LAST, FIRST)
    edda.get_by_role("button", name=f"Move up: {FIRST}").click()
    shown_in_order(edda, stood, FIRST, LAST)
    edda.get_by_role("button", name=f"Move up: {FIRST}").click()
    shown_in_order(edda, FIRST, stood, LAST)
    shown_in_order(marek, FIRST, stood, LAST)
    states(marek, "live", "draft")
    expect(marek.locator("#position .words", has_text=CHANGED)).to_have_count(1)
    assert marek.evaluate("document.documentElement.scrollWidth <= innerWidth")
    after = Position.objects.get(predecessor=before)
    assert (list(words_of_alternatives(after)), after.objective) == ([FIRST, stood, LAST], CHANGED)
    assert list(words_of_alternatives(before)) == [stood]

    # Its agency agrees; a deputy makes it the delegation's, and the one before it is gone from the page.
    edda.get_by_role("button", name="Submit to the agencies").click()
    states(tomas, "live", "under review")
    marek.locator("#position").get_by_role("link", name="National Regulatory Authority").tap()
    marek.get_by_role("button", name="Agree", exact=True).tap()
    states(tomas, "live", "cleared")
    tomas.get_by_role("button", name="Make it the delegation’s position").click()
    states(edda, "live")
    shown_in_order(edda, FIRST, stood, LAST)
    before.refresh_from_db()
    assert before.closing == "replaced"

    # Suspended, nobody uses it until it is in force again.
    listening(tomas)
    with_reason(tomas, "Suspend", TALKS)
    states(edda, "suspended")
    expect(edda.locator("#position .notice[data-kind=bad]")).to_contain_text(f"do not use it. {TALKS}")
    tomas.get_by_role("button", name="Put it in force again").click()
    states(edda, "live")

    # What it rests on changes: it is to be checked, and its lead says that it holds.
    live = Instruction.objects.live().get(issue=issue)
    edda.locator(f"#bases-{after.pk}").get_by_role("link", name="Add").click()
    edda.get_by_label("Rests on").select_option(f"instruction:{live.pk}")
    edda.get_by_role("button", name="It rests on this").click()
    listening(edda)
    clara = sample("clara.reiss")
    given = {"kind": "support", "mandate": "Support, and say so.", "marking": live.marking}
    new = instructions.draft(issue=issue, text=None, **given, by=clara)
    instructions.issue_instruction(
        new,
        seen=new.version,
        predecessor=live.pk,
        by=sample("ines.kordal"),
        why="The regulator has agreed by telephone.",
    )
    states(edda, "to be checked")
    expect(edda.locator("#position .notice[data-kind=bad]")).to_contain_text("what it rests on has changed.")
    edda.get_by_role("button", name="Confirm: it still holds").click()
    states(tomas, "live")
    expect(tomas.locator("#position .help")).to_contain_text("by Edda Korin.")
    assert after.bases.get(archived_at=None).instruction == new
