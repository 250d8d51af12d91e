"""An adviser finds no trace of what is not hers; an administrator proposes, and the head confirms."""

import html
import re
from uuid import UUID

from playwright.sync_api import expect

from delegation.models import Delegate, Issue
from positions.models import Instruction, Position, Reserve, TalkingPoint
from tests.browser.sample_copy import PASSWORD

ABSENT = UUID("00000000-0000-4000-8000-000000000000")
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"


def test_mina_meets_nothing_that_is_not_hers(sample, desk, complaints):
    mina = sample("mina.qureshi")
    secrets = secrets_from(mina)
    assert len(secrets) > 100
    page = desk(mina)
    page.goto("/")
    rail = page.get_by_role("navigation", name="Pages").get_by_role("link")
    addresses = [link.get_attribute("href") for link in rail.all()]
    assert len(addresses) == 15
    issues = [issue.get_absolute_url() for issue in Issue.objects.visible_to(mina).current()]
    for address in [*addresses, *issues]:
        page.goto(address)
        assert traces(page.content(), secrets) == [], address
        expect(
            page.locator(":is(.marking, body)[data-marking]:not([data-marking=delegation], [data-marking=''])")
        ).to_have_count(0)
    words = ("Res 102", "secure information society", "Document 98", "over-the-top", "instruction", "red line", "study")
    answers = [f"/search/?q={one}{bar}" for one in words for bar in ("", "&bar=1")]
    for address in [
        *answers,
        *(f"{address}history/" for address in issues),
        "/briefing/2014-10-28/",
        "/time-plan/weeks/",
    ]:
        assert traces(page.request.get(address).text(), secrets) == [], address

    page.keyboard.press("/")
    page.keyboard.type("secure")
    expect(page.locator("#found [role=option]").first).to_be_visible()
    assert traces(page.content(), secrets) == []

    guessed = [Issue.objects.get(slug="secure-society").pk, ABSENT]
    answers = [page.goto(f"/issues/{key}/") for key in guessed]
    assert [answer.status for answer in answers] == [404, 404]
    expect(page.get_by_role("heading", level=1)).to_have_text("Not here")
    assert complaints == [NOT_FOUND] * 2
    complaints.clear()


def test_the_administrator_proposes_and_the_head_confirms(sample, page, desk):
    page.goto("/")
    page.get_by_label("E-mail address").fill("ada.winter@valdria.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("link", name="Members", exact=True).click()
    page.get_by_role("link", name="Kim Solano").click()
    page.get_by_label("Function").select_option("deputy")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("head or deputy")
    assert Delegate.objects.get(name="Kim Solano").function == "delegate"

    head = desk(sample("ines.kordal"))
    head.goto("/account/")
    head.get_by_role("link", name=re.compile("waits? for a second person")).click()
    act = head.get_by_role("row").filter(has=head.get_by_role("link", name="Kim Solano"))
    expect(act).to_contain_text("Ada Winter")
    act.get_by_role("button", name="Confirm").click()
    expect(head.get_by_text("confirmed", exact=True)).to_be_visible()
    assert Delegate.objects.get(name="Kim Solano").function == "deputy"


def secrets_from(reader):
    """Keys and first words of everything in the sample that the reader may not see."""
    found = {}
    for model, name in ((Issue, "name"), (Instruction, "mandate"), (Reserve, "text"), (TalkingPoint, "text")):
        for record in model.objects.exclude(pk__in=model.objects.visible_to(reader).values("pk")):
            found[str(record.pk)] = found[" ".join(getattr(record, name).split())[:40]] = record
    for record in Position.objects.exclude(pk__in=Position.objects.visible_to(reader).values("pk")):
        words = [getattr(record, name) for name in Position.FIELDS]
        found |= {" ".join(one.replace("*", "").split())[:40]: record for one in words if one}
    return found


def traces(page, secrets):
    shown = " ".join(html.unescape(page).split())
    return [secret for secret in secrets if secret in shown]
