"""Agencies are asked to agree to an instruction: one agrees, one objects, one is silent; the head does not wait."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from delegation.actions import conference
from delegation.models import Agency, Conference, Issue
from positions.actions import clearances, instructions
from positions.models import Clearance, Instruction
from tests.browser.test_asking_capital import listening
from tests.browser.test_day_of_one_issue import BUSAN, band, opened, phone

MANDATE = "Accept half a per cent on the unit, tied to named savings."
OBJECTION = "Name the savings first: the words bind the budget of 2016."
WHY = "The group closes Dec 5 tonight, and the savings are named in the annex."


@pytest.fixture
def at(sample):
    """Let it be that moment at the conference."""

    def at(*moment):
        to = datetime(2014, 10, *moment, tzinfo=BUSAN)
        conference.jump(Conference.objects.get(), to=to, by=sample("ines.kordal"))

    return at


def stands(page, agency):
    """How it stands with an agency, on the page of the draft."""
    return page.locator("#clearances tr", has=page.get_by_role("link", name=agency)).locator(".state")


def answered(page, row, press, reason=""):
    """From the list: the row that waits appears by itself."""
    page.locator("#own").get_by_role("link", name=row).click()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=press, exact=True).click()


def test_an_instruction_is_cleared_objected_to_and_issued_all_the_same(sample, desk, at, complaints):
    issue = Issue.objects.get(slug="financial-plan")
    at(29, 9, 30)
    lucie, nadia = (opened(desk(sample(name)), "/clearances/") for name in ("lucie.arno", "nadia.ferro"))
    clara = desk(sample("clara.reiss"))
    clara.goto(f"/instructions/new/?issue={issue.pk}")
    clara.get_by_label("Text").select_option(label="Dec 5")
    clara.get_by_label("Order").select_option("amend")
    clara.get_by_role("textbox", name="Mandate").fill(MANDATE)
    clara.get_by_role("button", name="Keep as draft").click()
    # The ministry that clears the issue is asked by itself; two more by name.
    expect(stands(clara, "Ministry of Finance")).to_have_text("waiting 1 minute")
    draft = Instruction.objects.get(mandate=MANDATE)
    clara.get_by_role("link", name="Ask agencies").click()
    clara.get_by_label("Ministry of Justice").check()
    clara.get_by_label("Ministry of Foreign Affairs").check()
    clara.get_by_role("button", name="Ask them").click()
    page_of_draft = f"/instructions/{draft.pk}/"
    opened(clara, page_of_draft)
    expect(clara.locator("#clearances tbody tr")).to_have_count(3)

    answered(lucie, "Dec 5", "Agree")
    expect(stands(clara, "Ministry of Finance")).to_have_text("agreed 29 Oct 09:30, Lucie Arno")
    nadia.locator("#own").get_by_role("link", name="Dec 5").click()
    nadia.get_by_role("button", name="Object", exact=True).click()
    expect(nadia.locator("#answer .errorlist")).to_have_text("Say what it objects to.")
    nadia.get_by_label("Reason").fill(OBJECTION)
    nadia.get_by_role("button", name="Object", exact=True).click()
    expect(stands(clara, "Ministry of Justice")).to_have_text("objected 29 Oct 09:30, Nadia Ferro")
    expect(clara.locator("#issuing .help")).to_have_text("The head alone can issue it before every agency has agreed.")
    expect(clara.get_by_role("button", name="Issue")).to_have_count(0)

    # Who has said nothing within the limit counts as agreeing; who objects does not.
    at(30, 9, 45)
    opened(clara, page_of_draft)
    expect(stands(clara, "Ministry of Foreign Affairs")).to_have_text("silent since 30 Oct 09:30: counts as agreed")
    lucie = phone(desk, sample("lucie.arno"), issue.get_absolute_url())
    ines = opened(desk(sample("ines.kordal")), page_of_draft)
    ines.get_by_role("button", name="Issue without waiting").click()
    expect(ines.locator("#issuing .errorlist")).to_contain_text("Say why it is issued before these have agreed")
    ines.locator("#issuing textarea, #issuing input[type=text]").first.fill(WHY)
    ines.get_by_role("button", name="Issue without waiting").click()
    without = "Issued without the answer of Ministry of Justice."
    expect(clara.locator(".notice[data-kind=warn]")).to_have_text(f"{without} {WHY}")
    expect(band(lucie, "Dec 5")).to_contain_text(without[:-1])
    draft.refresh_from_db()
    assert (draft.issued_by.name, draft.issued_without, draft.issued_why) == ("Ines Kordal", "Ministry of Justice", WHY)
    said = Clearance.objects.of(draft).order_by("agency__name").values_list("agency__abbreviation", "settled", "reason")
    assert list(said) == [("MoF", "agreed", ""), ("MFA", "", ""), ("MoJ", "objected", OBJECTION)]
    assert [one for one in complaints if "422" in one] == complaints  # of the two that lacked a reason
    complaints.clear()


def test_the_head_of_a_draft_stays_true_after_it_was_refused(sample, desk, complaints):
    """A refusal holds what was typed, and stands as it is; how the draft stands goes on."""
    head, issue = sample("ines.kordal"), Issue.objects.get(slug="internet")
    issue.agencies.clear()
    draft = instructions.draft(issue=issue, text=None, kind="support", mandate="Support all of it.", by=head)
    ines = opened(desk(head), f"/instructions/{draft.pk}/")
    expect(ines.locator("#head .state").first).to_have_text("draft, no agency is asked")
    ines.get_by_role("button", name="Issue", exact=True).click()
    refusal = ines.locator("main [role=alert]")
    expect(refusal).to_be_visible()
    listening(ines)
    clearances.ask(draft, agencies=[Agency.objects.get(abbreviation="MoF")], by=head)
    expect(ines.locator("#head .state").first).to_have_text("draft, not cleared yet")
    expect(refusal).to_be_visible()
    complaints.clear()  # of the refusal
