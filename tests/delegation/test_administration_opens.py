"""Every list, form and history of the administration opens for staff, within their rights."""

import re

import pytest
from django.urls import reverse

from delegation.actions import records
from delegation.admin.action_admin import ListedAdmin
from delegation.admin.site import site
from delegation.models import Committee
from tests import factories as make
from tests.delegation.test_administration import page_of, send


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.rosa)
    return client


@pytest.mark.parametrize("model", list(site._registry), ids=str)
def test_every_list_and_form_opens(staff, internet, model):
    opts = model._meta
    base = f"admin:{opts.app_label}_{opts.model_name}"
    assert staff.get(reverse(f"{base}_changelist")).status_code == 200
    assert staff.get(reverse(f"{base}_changelist"), {"q": "x"}).status_code == 200
    listed = isinstance(site._registry[model], ListedAdmin) or opts.model_name == "conference"
    assert staff.get(reverse(f"{base}_add")).status_code == (403 if listed else 200)


def test_history_is_the_records_own(staff, cast):
    committee = Committee.objects.create(code="COM5", name="Committee 5")
    assert send(staff, page_of("delegation_committee", committee), chair="A. Chair").status_code == 302
    page = staff.get(page_of("delegation_committee", committee, "history"))
    assert re.findall(r"<ins>([^<]*)</ins>", page.text)[0] == "A. Chair"


def test_history_names_what_was_chosen_and_no_hidden_record(staff, cast, internet):
    secret = make.issue("Seats", marking="government")
    proposal = make.proposal(text=make.text("Res 102"))
    records.change(proposal, seen=1, by=cast.sol, issue=secret)
    records.change(proposal, seen=2, by=cast.sol, issue=internet)
    page = staff.get(page_of("positions_proposal", proposal, "history"))
    assert ("Res 102" in page.text, "Seats" in page.text, str(secret.pk) in page.text) == (True, False, False)
    assert re.findall(r"<div>issue: (.*?)</div>", page.text) == ["<ins>Internet</ins>"]
