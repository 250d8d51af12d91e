"""A third answer of capital to a question on which it was decided between two."""

import pytest
from django.core.exceptions import ValidationError

from positions.actions import conflicting_answers as actions
from tests import factories as make
from tests.positions.test_conflicting_answers import (  # noqa: F401
    OTHER,
    SECOND,
    WHY,
    answered,
    conflict,
    desks,
    fresh,
)


@pytest.fixture
def third(desks):  # noqa: F811
    return make.delegate("lea", function="capital", agency=make.agency("Defence"))


def is_offered(client, asked, person):
    client.force_login(person)
    return "We answer otherwise" in client.get(asked.get_absolute_url()).text


def test_where_the_first_holds_it_stands_against_that(conflict, answered, desks, third, client):  # noqa: F811
    actions.decide(conflict, seen=1, **WHY, by=desks.amara)
    assert is_offered(client, answered, third)
    said = actions.answer_otherwise(answered, seen=fresh(answered).version, **OTHER, by=third).record
    assert (said.state, said.against) == ("undecided", desks.kim.agency)


def test_where_the_second_holds_it_would_stand_against_the_dead_one(
    conflict,  # noqa: F811
    answered,  # noqa: F811
    desks,  # noqa: F811
    third,
    client,
):
    """Whoever then decided for the first would tell all that its words hold, while those of the second are live."""
    actions.decide(conflict, seen=1, **SECOND, by=desks.amara)
    for person in (third, desks.max):
        assert not is_offered(client, answered, person)
        with pytest.raises(ValidationError, match="It was decided for Justice already"):
            actions.answer_otherwise(answered, seen=fresh(answered).version, **OTHER, by=person)
