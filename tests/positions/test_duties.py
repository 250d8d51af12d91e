"""Nobody is asked to speak to an issue without knowing what was instructed."""

import pytest
from django.core.exceptions import ValidationError

from delegation.models import Duty
from positions.actions import duties
from tests import factories as make


def test_who_cannot_read_the_live_instruction_gets_no_duty(cast, internet):
    meeting = make.meeting(make.committee("WG-PL"))
    make.agenda_item(meeting, "Internet", issues=[internet])

    def ask(person):
        return duties.assign(meeting, delegate=person, role=Duty.Role.NOTES, by=cast.sol)

    make.instruction(internet, "Not yet.", live=False)
    make.instruction(make.issue("Numbering"), "Elsewhere.")
    assert ask(cast.pavel).state == "assigned"
    Duty.objects.all().delete()
    order = make.instruction(internet, "Oppose.")
    with pytest.raises(ValidationError, match="Pavel may not read the live instruction on Internet"):
        ask(cast.pavel)
    assert ask(cast.chen).state == "assigned"
    type(order).objects.filter(pk=order.pk).update(marking="delegation")
    assert ask(cast.pavel).state == "assigned"
