"""What is set of the conference."""

import pytest

from delegation.models import Conference
from tests.delegation.test_administration import page_of, send


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "0001-01-01"),
        ("starts_on", "2013-10-20"),
        ("ends_on", "9999-12-31"),
        ("ends_on", "2014-10-19"),
        ("zone", "localtime"),
        ("zone", "Factory"),
        ("zone", "Busan"),
        ("capital_zone", "localtime"),
    ],
)
def test_a_conference_is_some_weeks_at_some_place(client, cast, field, value):
    """Every one of its days is drawn in the plan of the weeks: two thousand years of them are drawn for ever."""
    client.force_login(cast.rosa)
    refused = send(client, page_of("delegation_conference", Conference.objects.get()), **{field: value})
    assert (refused.status_code, Conference.objects.get().length) == (422, 19)
