"""Passkeys, one-time codes and the administration in a real browser, under the content security policy."""

import re

import pytest
from playwright.sync_api import expect

from positions.models import Proposal
from tests import factories as make


@pytest.fixture
def member(transactional_db):
    make.conference()
    return make.delegate("chen", password=make.PASSWORD)


def pass_the_gate(page, person, gate=""):
    page.goto(f"{gate}/accounts/login/?next=/account/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def say_again(page):
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_and_opens_the_desk(page, member, base_url):
    gate = base_url.replace("127.0.0.1", "localhost")  # browsers give passkeys to names, not to numbers
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    pass_the_gate(page, member, gate)
    page.goto(f"{gate}/accounts/2fa/webauthn/add/")
    say_again(page)
    page.get_by_label("Name").fill("Laptop")
    page.wait_for_load_state("domcontentloaded")  # only then its button does anything
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(re.compile("/accounts/2fa/"))
    expect(page.get_by_text("Laptop").or_(page.get_by_text("recovery codes")).first).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{gate}/accounts/login/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def test_the_picture_of_a_one_time_key_is_shown(page, member):
    pass_the_gate(page, member)
    page.goto("/accounts/2fa/totp/activate/")
    say_again(page)
    picture = page.locator("main img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_the_administration_suggests_and_saves(page, sign_in, member):
    staff = make.delegate("rosa", cleared=False, staff=True)
    make.text("Res 102")
    proposal = make.proposal()
    sign_in(staff)
    page.goto(f"/admin/positions/proposal/{proposal.pk}/change/")
    page.locator(".field-text .select2-selection").click()
    page.locator(".select2-search__field").fill("Res")
    page.locator(".select2-results__option", has_text="Res 102").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert Proposal.objects.get().text.name == "Res 102"
    page.locator("[name=_selected_action]").check()
    page.get_by_label("Action:").select_option("archive_chosen")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".messagelist")).to_contain_text("Done: 1 row.")
