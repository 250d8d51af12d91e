"""An invitation from the administration: one for each time that a form was sent, and as good as the first."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from delegation.actions import invitations
from delegation.models import Delegate
from tests.delegation.test_administration import inputs, page_of

ONCE = "6f1e6a0c-2f43-4c0e-9a55-0d6a1d6a6f01"


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.rosa)
    return client


def link_in(page):
    return re.search(r"/accounts/invitation/([^/]+)/", page.text)[1]


@pytest.mark.parametrize("carried", [{"operation": ONCE}, {"csrfmiddlewaretoken": "a" * 64}])
def test_two_clicks_make_one_invitation(staff, cast, carried):
    url = reverse("admin:delegation_delegate_invitation", args=[cast.pavel.pk])
    first, second = (staff.post(url, carried) for _click in range(2))
    assert [invitations.read(link_in(page)) for page in (first, second)] == [cast.pavel] * 2
    cast.pavel.refresh_from_db()
    assert cast.pavel.version == 2
    invitations.accept(link_in(second), password="a-quiet-evening-in-the-park")
    late = staff.post(url, carried)
    assert (late.status_code, late.url) == (302, page_of("delegation_delegate", cast.pavel))


def test_two_clicks_add_one_member_and_send_one_invitation(staff, settings):
    settings.MAIL_IS_SET_UP = True
    url = page_of("delegation_delegate", None, "add")
    given = inputs(staff.get(url)) | {"name": "Nia Low", "email": "nia@valdria.example", "operation": ONCE}
    given |= {"function": "delegate", "clearance": "delegation"}
    for _click in range(2):
        assert staff.post(url, given).url == page_of("delegation_delegate", Delegate.objects.get(name="Nia Low"))
    assert [sent.to for sent in mail.outbox] == [["nia@valdria.example"]]
