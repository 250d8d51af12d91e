"""Where two meet in what is no text: choices, days and other records are shown in words, and hidden ones not at all."""

from datetime import date

import pytest
from django.urls import reverse

from delegation.actions import records
from tests import factories as make


def met(client, person, address, target, **sent):
    """(theirs, mine) as the panel shows them."""
    client.force_login(person)
    answer = client.post(address, sent | {"seen": 1}, headers={"HX-Request": "true", "HX-Target": target})
    assert answer.status_code == 409, answer.context["form"].errors
    shown = answer.context["conflict"]
    return ["".join(words for kind, words in side if kind != "del") for side in (shown.theirs, shown.mine)]


def test_choices_and_days(client, cast, internet):
    stance = make.stance(internet, group=make.group(), ask="Go on.", stated_on=date(2014, 10, 20))
    records.change(stance, seen=1, by=cast.chen, value="oppose", stated_on=date(2014, 10, 27))
    address = reverse("stance-of-group", args=[internet.pk, "EUR"])
    given = {"ask": "Go on.", "source": stance.source, "confidence": stance.confidence, "stance": stance.pk}
    mine = {"value": "mixed", "stated_on": "2014-10-28"}
    theirs, mine = met(client, cast.dina, address, f"stance-{internet.pk}-EUR", **given, **mine)
    assert (theirs, mine) == ("oppose\n\n27 Oct 2014", "mixed\n\n28 Oct 2014")


@pytest.mark.parametrize(("reader", "theirs"), [("sol", ""), ("ben", "Seats")])
def test_another_record_within_the_rights_of_who_asks(client, cast, internet, reader, theirs):
    proposal, secret = make.proposal(), make.issue("Seats", marking="core")
    records.change(proposal, seen=1, by=cast.amara, issue=secret)
    address = reverse("proposal-field", args=[proposal.pk, "issue"])
    found = met(client, getattr(cast, reader), address, f"proposal-{proposal.pk}-issue", issue=internet.pk)
    assert found == [theirs, "Internet"]
