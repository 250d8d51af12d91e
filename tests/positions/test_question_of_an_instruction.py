"""The page of an instruction leads to the question that it answers, where its reader may know of that."""

import pytest
from django.urls import reverse

from positions.actions import conflicting_answers
from tests import factories as make
from tests.positions.test_conflicting_answers import OTHER, SECOND, desks, fresh  # noqa: F401
from tests.positions.test_drafts_on_hold import asked_on


@pytest.fixture
def asked(desks, internet):  # noqa: F811
    draft = make.instruction(internet, "Accept it.", by=desks.kim, live=False)
    return asked_on(internet, draft, desks)


def shown(client, reader, instruction, asked):
    client.force_login(reader)
    head = client.get(reverse("instruction-detail", args=[instruction.pk])).text.partition('id="head"')[2]
    return f'In answer to <a href="{asked.get_absolute_url()}">{asked.question}</a>' in head.partition("</header>")[0]


def test_who_is_to_issue_it_is_led_to_what_was_asked(asked, client, desks, internet):  # noqa: F811
    assert shown(client, desks.amara, asked.instruction, asked)
    other = make.instruction(internet, "Of its own.", text=make.text("Res 102", issues=[internet]), by=desks.amara)
    assert not shown(client, desks.amara, other, asked)


def test_so_is_the_second_of_two_answers(asked, client, desks):  # noqa: F811
    conflict = conflicting_answers.answer_otherwise(asked, seen=1, **OTHER, by=desks.max).record
    conflicting_answers.decide(conflict, seen=1, **SECOND, by=desks.amara)
    assert shown(client, desks.chen, fresh(conflict).instruction, asked)


@pytest.mark.parametrize("hidden", ["question", "second answer"])
def test_nobody_is_led_to_what_he_may_not_know(hidden, asked, client, desks):  # noqa: F811
    type(asked).objects.update(marking="delegation")
    asked.refresh_from_db()
    conflict = conflicting_answers.answer_otherwise(asked, seen=asked.version, **OTHER, by=desks.max).record
    conflicting_answers.decide(conflict, seen=1, **SECOND, by=desks.amara)
    opened = fresh(conflict).instruction
    type(opened).objects.update(marking="delegation", issued_at=make.START, cleared_at=make.START)
    assert shown(client, desks.pavel, opened, asked)
    # It closed the question: what answered it first is the other one.
    type(asked).objects.update(instruction=None, **({"marking": "government"} if hidden == "question" else {}))
    if hidden == "second answer":
        type(conflict).objects.update(marking="government")
    assert not shown(client, desks.pavel, opened, asked)
    assert shown(client, desks.chen, opened, asked)


@pytest.mark.parametrize("number", [1, 3])
def test_its_page_asks_as_often_for_more_on_it(number, asked, client, desks, django_assert_num_queries):  # noqa: F811
    for count in range(number):
        make.instruction(asked.issue, f"{count}", text=make.text(f"Res {count}", issues=[asked.issue]), by=desks.amara)
    client.force_login(desks.amara)
    with django_assert_num_queries(16):
        assert client.get(reverse("instruction-detail", args=[asked.instruction_id])).status_code == 200
