"""The head of delegation and the lead of an issue at the same words, each at a desk of one's own."""

import re

from playwright.sync_api import expect

from delegation.models import Issue

CONFLICT = "Failed to load resource: the server responded with a status of 409 (Conflict)"


def test_the_head_and_a_lead_meet_in_one_text(sample, desk, complaints):
    address = Issue.objects.get(slug="internet").get_absolute_url()
    head, lead = desk(sample("ines.kordal")), desk(sample("idris.penn"))
    head.goto(address)
    lead.goto(address)
    a_new_edition_is_opened(head, lead)
    different_fields_do_not_meet(head, lead)
    the_lead_keeps_his_words(head, lead)
    the_head_takes_his(head, lead)
    assert complaints == [CONFLICT] * 2
    complaints.clear()
    a_new_instruction_strikes_the_old_one_out(head, lead)


def a_new_edition_is_opened(head, lead):
    """What is in force is not reworded."""
    expect(field(lead, "Objective")).to_have_count(1)
    expect(field(lead, "Objective").get_by_role("link", name="Edit")).to_have_count(0)
    lead.get_by_role("button", name="Revise: open a new edition").click()
    for desk in (lead, head):
        desk.locator("#position").scroll_into_view_if_needed()
        expect(desk.locator("#position").get_by_role("heading", name=re.compile("^New edition"))).to_be_visible()
        expect(field(desk, "Objective")).to_have_count(2)
        expect(desk.locator("body")).to_have_attribute("data-live", "true")  # only then its links open editors


def different_fields_do_not_meet(head, lead):
    for desk, name in ((head, "Objective"), (lead, "Argument")):
        write(desk, draft(desk, name), f"{name}, said anew.")
        expect(draft(desk, name).locator(":scope > .words")).to_have_text(f"{name}, said anew.")
    head.reload()
    expect(draft(head, "Argument").locator(":scope > .words")).to_have_text("Argument, said anew.")


def the_lead_keeps_his_words(head, lead):
    mine, theirs = point(lead), point(head)
    mine.get_by_role("link", name="Edit").click()
    write(head, theirs, "We ask for study before any standard.")
    expect(theirs.locator(":scope > .words")).to_have_text("We ask for study before any standard.")
    mine.get_by_role("textbox").fill("No standards on services over the top.")
    mine.get_by_role("textbox").press("Control+Enter")
    expect(mine.locator("[data-conflict]")).to_contain_text("Two texts")
    expect(mine.locator("[data-saved]")).to_contain_text("Not saved: changed by Ines Kordal")
    before, their_words, my_words = mine.locator(".versions .words").all()
    expect(before).to_contain_text("we see no need for standards")
    expect(their_words.locator("ins").first).to_have_text("We ask ")
    expect(my_words.locator("ins")).to_have_text(["No standards on ", "over the top."])
    mine.get_by_role("button", name="Mine", exact=True).click()
    expect(mine.locator(":scope > .words")).to_have_text("No standards on services over the top.")


def the_head_takes_his(head, lead):
    mine, theirs = point(head), point(lead)
    mine.get_by_role("link", name="Edit").click()
    expect(mine.get_by_role("textbox")).to_have_value("No standards on services over the top.")
    write(lead, theirs, "No standards; study, if it is short.")
    expect(theirs.locator(":scope > .words")).to_have_text("No standards; study, if it is short.")
    write(head, mine, "We ask for study, and for time.")
    expect(mine.locator("[data-saved]")).to_contain_text("Not saved: changed by Idris Penn")
    mine.get_by_role("button", name="Theirs", exact=True).click()
    expect(mine.locator(":scope > .words")).to_have_text("No standards; study, if it is short.")
    expect(mine.get_by_role("link", name="Edit")).to_be_focused()


def a_new_instruction_strikes_the_old_one_out(head, lead):
    head.get_by_role("link", name="Draft an instruction").click()
    head.get_by_label("Text").select_option("Res 102")
    head.get_by_label("Order").select_option("Do not oppose")
    head.get_by_label("Mandate").fill("Accept a study of economic effects in Res 102, in one Sector.")
    head.get_by_role("button", name="Keep as draft").click()
    expect(head.locator("#live-now")).to_contain_text("Oppose standards on over-the-top services")
    head.get_by_role("button", name="Issue, and supersede what is live").click()
    expect(head.locator(".band").first).to_contain_text("Accept a study of economic effects")

    lead.reload()
    band = lead.locator(".band").first
    expect(band).to_contain_text("Accept a study of economic effects in Res 102, in one Sector.")
    expect(band).to_contain_text("missing Idris Penn, Jon Asker")
    dead = lead.locator(".dead").first
    expect(dead).to_contain_text("Do not use.")
    expect(dead.locator("s")).to_contain_text("Oppose standards on over-the-top services in Res 102, in any Sector.")
    assert dead.locator("s").evaluate("struck => getComputedStyle(struck).textDecorationLine") == "line-through"


def field(desk, name):
    return desk.locator("#position [data-field]").filter(has=desk.get_by_role("heading", name=name))


def draft(desk, name):
    """The field in the new edition, which stands after the one in force."""
    return field(desk, name).nth(1)


def point(desk):
    return desk.locator("#points [data-field]").nth(2)


def write(desk, field, words):
    if field.get_by_role("link", name="Edit").count():
        field.get_by_role("link", name="Edit").click()
    field.get_by_role("textbox").fill(words)
    field.get_by_role("button", name="Save").click()
