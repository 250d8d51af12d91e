"""Each member says by himself what he is mailed; it stands at once, on every page he has open."""

from playwright.sync_api import expect

from delegation.models import Delegate
from tests.browser.test_day_of_one_issue import opened, phone

URGENT, NEVER = "At once, and only what is urgent", "Never"


def test_a_member_chooses_what_he_is_mailed(sample, desk):
    person = sample("idris.penn")
    laptop, on_phone = opened(desk(person), "/account/"), phone(desk, person, "/account/")
    form = laptop.locator("#preferences")
    choices = form.get_by_role("group", name="Told by mail").get_by_role("radio")
    assert [one.evaluate("one => one.labels[0].textContent.trim()") for one in choices.all()] == [
        str(label) for label in Delegate.Mail.labels
    ]
    expect(form).to_contain_text("A mail says that something waits and where, never what.")
    form.get_by_label(NEVER).press("Space")
    form.get_by_role("button", name="Save").click()
    expect(laptop.locator("main")).to_contain_text("Saved")
    expect(laptop.get_by_label(NEVER)).to_be_checked()
    expect(on_phone.get_by_label(NEVER)).to_be_checked()
    assert sample("idris.penn").mail == "off"
    # The other page goes on from what stands: nothing is refused, nothing else is changed.
    on_phone.get_by_label(URGENT).check()
    on_phone.locator("#preferences").get_by_role("button", name="Save").tap()
    expect(laptop.get_by_label(URGENT)).to_be_checked()
    now = sample("idris.penn")
    assert (now.mail, now.name, now.theme) == ("urgent", person.name, person.theme)
    assert on_phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
