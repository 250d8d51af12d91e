"""The words that head a briefing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from positions.actions import briefings
from positions.models import Briefing

DAY = date(2014, 10, 29)


def test_a_briefing_is_begun_once_by_who_runs_the_delegation(cast):
    assert briefings.draft(day=DAY, lead="Two ad hoc groups.", by=cast.sol).lead == "Two ad hoc groups."
    with pytest.raises(ValidationError, match="Somebody has written words"):
        briefings.draft(day=DAY, by=cast.amara)
    for person in (cast.chen, cast.kim, cast.pavel, cast.rosa):
        with pytest.raises(PermissionDenied):
            briefings.draft(day=DAY, by=person)
    with pytest.raises(ValidationError, match="does not sit"):
        briefings.draft(day=date(2014, 11, 8), by=cast.sol)
    assert Briefing.objects.count() == 1


def test_the_words_of_the_day_are_changed(cast):
    begun = briefings.draft(day=DAY, by=cast.sol)
    briefings.revise(begun, seen=1, lead="Two ad hoc groups at once.", by=cast.ben)
    with pytest.raises(PermissionDenied):
        briefings.revise(begun, seen=2, lead="Mine.", by=cast.chen)
    begun.refresh_from_db()
    assert begun.lead == "Two ad hoc groups at once."
