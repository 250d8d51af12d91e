"""A lead leaves: the head hands on what he held, those who take it over find it, and his open page is closed."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from delegation.models import Assignment, Delegate, Duty
from positions.actions import instructions
from positions.models import Speaker
from tests import factories as make


def test_a_lead_leaves_and_the_head_hands_on(desk, cast, internet):
    com5 = make.committee("COM5", kind="committee")
    meeting = make.meeting(com5, number="8", starts_at=make.START + timedelta(hours=1))
    make.duty(meeting, cast.chen, accepted=True)
    make.membership(cast.chen, com5)
    order = make.instruction(internet, "Support the group text.", by=cast.amara)
    instructions.draft(issue=internet, text=make.text(issues=[internet]), kind="support", mandate="Hold.", by=cast.ben)
    make.speaker(make.agenda_item(meeting, "Youth", number="3"), cast.chen)
    chen, amara, olga = desk(cast.chen), desk(cast.amara), desk(cast.olga)
    chen.goto(internet.get_absolute_url())
    expect(chen.locator("body")).to_have_attribute("data-live", "true")

    amara.goto(cast.chen.get_absolute_url())
    amara.get_by_role("link", name="Hand over …").click()
    held = amara.locator("#held")
    expect(held).to_contain_text("Speaks to 3 Youth, Com 5, meeting 8")
    expect(held).to_contain_text("Access ends when nothing is held any more.")
    for heading, what in (("Duties to come", "Com 5, meeting 8"), ("Issues", "Internet"), ("Committees", "Com 5")):
        form = amara.locator("section", has=amara.get_by_role("heading", name=heading)).locator("form")
        form.get_by_label("To").fill("Olga")
        if heading == "Duties to come":
            form.get_by_label("What should the next one know?").fill("Item 3 is open.")
        form.get_by_role("button", name=f"Hand on {what}").click()
        expect(amara.locator("[data-told]")).to_contain_text("Handed on: ")
    amara.get_by_role("link", name="Speaks to 3 Youth, Com 5, meeting 8").click()
    amara.get_by_role("button", name="Take Chen off the speaking list").click()
    expect(amara.locator("[data-told]")).to_have_text("Off the speaking list: Chen")
    assert not Speaker.objects.current().exists()

    amara.goto(reverse("team-hand-over", args=[cast.chen.pk]))
    amara.get_by_role("link", name="End access …").click()
    amara.get_by_label("Why").fill("Goes home.")
    amara.get_by_role("button", name="End access").click()
    expect(amara.locator("[data-told]")).to_have_text("Chen has no access any more.")
    expect(chen.locator("#truth")).to_contain_text("signed out")
    assert not Delegate.objects.get(pk=cast.chen.pk).is_active

    # It takes two to give somebody sight of an issue: the deputy confirms what the head proposed.
    ben = desk(cast.ben)
    ben.goto(reverse("grants"))
    ben.get_by_role("button", name="Confirm").click()
    expect(ben.locator("main")).to_contain_text("Olga")
    olga.goto("/")
    expect(olga.locator("main")).to_contain_text("Support the group text.")
    olga.goto(meeting.get_absolute_url())
    expect(olga.locator("#cover")).to_contain_text("Item 3 is open.")
    olga.get_by_role("button", name="Accept").click()
    expect(olga.locator("[data-told]")).to_have_text("Accepted: Com 5, meeting 8.")
    assert Duty.objects.standing().get(meeting=meeting).delegate == cast.olga
    assert set(Assignment.objects.in_force().filter(issue=internet).values_list("delegate__name", flat=True)) == {
        "Dina",
        "Olga",
    }
    assert order.is_live
