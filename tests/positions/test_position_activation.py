"""A draft becomes the delegation's position, by head or deputy, as it was read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from positions.actions import positions as actions
from tests import factories as make


def test_a_head_or_deputy_makes_a_draft_the_delegations(cast, internet):
    position = make.position(internet)
    for person in (cast.chen, cast.sol, cast.kim, cast.pavel, cast.gone):
        with pytest.raises(PermissionDenied):
            actions.activate(position, seen=1, by=person)
    assert actions.activate(position, seen=1, by=cast.ben).changed == ("activated_at",)
    position.refresh_from_db()
    assert (position.state, position.activated_by) == ("live", cast.ben)
    with pytest.raises(ValidationError):
        actions.activate(position, seen=2, by=cast.amara)


def test_nobody_activates_words_he_has_not_read(client, cast, internet):
    position = make.position(internet)
    actions.change(position, seen=1, by=cast.chen, argument="Another argument.")
    address = reverse("position-activate", args=[position.pk])
    client.force_login(cast.amara)
    assert client.post(address, {"seen": "1"}).status_code == 409
    position.refresh_from_db()
    assert position.state == "draft"
    assert client.post(address, {"seen": "2"}).url == f"/issues/{internet.pk}/#position"
    assert "since 29 Oct" in client.get(f"/issues/{internet.pk}/").text
    client.force_login(cast.pavel)
    assert client.post(address, {"seen": "2"}).status_code == 404


def test_every_question_shows_its_last_word(client, cast, internet):
    """A withdrawn instruction stays in sight, struck out, also where another question has a live one."""
    text, other = make.text("Res 102", issues=[internet]), make.text("Res 101", issues=[internet])
    make.instruction(internet, "Oppose standards.", text=text, by=cast.kim)
    withdrawn = make.instruction(internet, "Support the study.", text=other, by=cast.kim)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(
        ended_at=withdrawn.issued_at, ended_by=cast.kim, ending="withdrawn", ended_why="Overtaken."
    )
    client.force_login(cast.chen)
    page = client.get(f"/issues/{internet.pk}/").text
    assert "<s>Support the study.</s>" in page
    assert "<s>Oppose standards.</s>" not in page
