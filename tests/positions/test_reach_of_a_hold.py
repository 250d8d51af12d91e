"""On what one waits while two answers of capital stand: the text that was answered on, and no other."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from delegation.actions import markings
from positions.actions import conflicting_answers as actions
from positions.actions import deliveries, instructions
from positions.models import Instruction
from positions.models.conflicting_answers import with_hold
from tests import factories as make
from tests.positions.test_conflicting_answers import OTHER, SECOND, WHY, desks, fresh  # noqa: F401

HOLDS = "two answers from capital", "what was decided for is not issued yet"


@pytest.fixture
def live(desks, internet):  # noqa: F811
    """Orders on two texts of the issue, by the names of the texts."""
    texts = {name: make.text(name, issues=[internet]) for name in ("Res 102", "Res 180")}
    return {
        name: make.instruction(internet, f"On {name}.", text=text, by=desks.amara, marking="delegation")
        for name, text in texts.items()
    }


@pytest.fixture
def conflict(live, internet, desks):  # noqa: F811
    """Asked on the whole issue, answered on Res 102."""
    given = {"answered_at": make.START, "answered_by": desks.kim, "answer": "Accept it.", "marking": "delegation"}
    closed = {"closed_at": make.START, "closed_by": desks.amara, "closing": "issued"}
    asked = make.guidance_request(internet, by=desks.chen, instruction=live["Res 102"], **given, **closed)
    return actions.answer_otherwise(asked, seen=1, **OTHER, by=desks.max).record


def held(reader):
    shown = with_hold(Instruction.objects.live().visible_to(reader), reader)
    return {one.text.name for one in shown if one.held_on}


def test_only_the_text_that_was_answered_on_waits(conflict, live, desks, client):  # noqa: F811
    assert held(desks.chen) == {"Res 102"}
    with pytest.raises(ValidationError, match="Hold: two answers from capital on"):
        deliveries.deliver(live["Res 102"], kind="spoken", words="We accept.", by=desks.chen)
    assert deliveries.deliver(live["Res 180"], kind="spoken", words="We accept.", by=desks.chen).by == desks.chen
    client.force_login(desks.chen)
    pages = {name: client.get(reverse("instruction-deliver", args=[one.pk])).text for name, one in live.items()}
    assert {name: "Hold: two answers" in page for name, page in pages.items()} == {"Res 102": True, "Res 180": False}


def test_who_may_not_know_which_text_it_is_waits_on_all(conflict, live, desks):  # noqa: F811
    assert held(desks.pavel) == {"Res 102"}
    markings.set_marking(live["Res 102"], seen=1, marking="government", by=desks.amara)
    assert held(desks.pavel) == {"Res 180"}
    assert held(desks.chen) == {"Res 102"}


def test_once_it_is_decided_it_says_for_what_one_waits(conflict, live, desks, client):  # noqa: F811
    actions.decide(conflict, seen=1, **SECOND, by=desks.amara)
    [one] = with_hold(Instruction.objects.filter(pk=live["Res 102"].pk), desks.chen)
    assert one.held_on == {"request": str(conflict.request_id), "decided_for": "second"}
    with pytest.raises(ValidationError, match="Hold: what was decided for on Res 102 is not issued yet"):
        deliveries.deliver(live["Res 102"], kind="spoken", words="We accept.", by=desks.chen)
    client.force_login(desks.chen)
    for page in (live["Res 102"].issue, live["Res 102"], conflict.request):
        shown = client.get(page.get_absolute_url()).text
        said = [f'<span class="state" data-state="hold">Hold: {how}</span>' in shown for how in HOLDS]
        assert said == [False, True], page
    draft = fresh(conflict).instruction
    given = {"seen": draft.version, "predecessor": live["Res 102"].pk, "by": desks.amara}
    instructions.issue_instruction(draft, **given)
    assert held(desks.chen) == set()


def test_the_question_says_hold_before_that_it_is_closed(conflict, desks, client):  # noqa: F811
    client.force_login(desks.chen)

    def head():
        page = client.get(conflict.request.get_absolute_url()).text
        return page.partition('<header class="page-head"')[2].partition("</header>")[0]

    assert "Hold: two answers from capital" in head()
    actions.decide(conflict, seen=1, **WHY, by=desks.amara)
    assert "Hold" not in head()
