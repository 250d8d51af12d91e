"""Every list and form of the administration opens for staff."""

import pytest
from django.urls import reverse

from delegation.admin.action_admin import ListedAdmin
from delegation.admin.site import site


@pytest.mark.parametrize("model", list(site._registry), ids=str)
def test_every_list_and_form_opens(client, cast, internet, model):
    client.force_login(cast.rosa)
    opts = model._meta
    base = f"admin:{opts.app_label}_{opts.model_name}"
    assert client.get(reverse(f"{base}_changelist")).status_code == 200
    assert client.get(reverse(f"{base}_changelist"), {"q": "x"}).status_code == 200
    listed = isinstance(site._registry[model], ListedAdmin) or opts.model_name == "conference"
    assert client.get(reverse(f"{base}_add")).status_code == (403 if listed else 200)
