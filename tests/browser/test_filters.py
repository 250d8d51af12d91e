"""The address of a filtered list says what was asked, and nothing else."""

import re

from playwright.sync_api import expect

from tests import factories as make


def test_what_a_filter_does_not_say_is_not_in_the_address(page, sign_in, cast, internet):
    make.proposal("RCC/73A1/12", issue=internet)
    sign_in(cast.chen)
    page.goto("/proposals/?filters=all")
    page.get_by_label("Action").select_option("MOD")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"/proposals/\?action=MOD$"))
    page.go_back()
    expect(page.get_by_label("Number or words")).to_be_enabled()
