"""A draft that is one of two answers of capital: its page says that it waits for a decision, to who may know."""

from django.urls import reverse

from delegation.live import topic
from positions.actions import conflicting_answers
from tests import factories as make
from tests.positions.test_conflicting_answers import OTHER, desks  # noqa: F401


def asked_on(issue, draft, desks, **given):  # noqa: F811
    given |= {"answered_at": make.START, "answered_by": desks.kim, "answer": "Accept it.", "instruction": draft}
    return make.guidance_request(issue, by=desks.chen, **given)


def test_it_is_issued_when_it_is_decided_and_says_so(client, desks, internet, listen):  # noqa: F811
    draft = make.instruction(internet, "Accept it.", by=desks.kim, live=False)
    asked = asked_on(internet, draft, desks)
    client.force_login(desks.amara)
    issue = f'action="{reverse("instruction-issue", args=[draft.pk])}"'

    def shown():
        page = client.get(reverse("instruction-detail", args=[draft.pk])).text
        said = "Hold: two answers from capital", "It can be issued when head or deputy has decided.", issue
        return [words in page for words in said]

    assert shown() == [False, False, True]
    head = listen(desks.amara)
    conflict = conflicting_answers.answer_otherwise(asked, seen=1, **OTHER, by=desks.max).record
    assert topic(draft) in head.topics(until=topic(draft))
    assert shown() == [True, True, False]
    conflicting_answers.decide(conflict, seen=1, decided_for="first", why="By telephone.", by=desks.amara)
    assert shown() == [False, False, True]


def test_what_is_marked_for_fewer_makes_no_frame_for_who_knows_of_the_answers(desks, internet, listen):  # noqa: F811
    draft = make.instruction(internet, "Accept it.", by=desks.kim, live=False, marking="delegation")
    text = make.text("Res 102", issues=[internet])
    hidden = make.instruction(internet, "Between us.", text=text, by=desks.kim)
    asked = asked_on(internet, draft, desks, marking="delegation")
    adviser, lead = listen(desks.pavel), listen(desks.chen)
    conflict = conflicting_answers.answer_otherwise(asked, seen=1, **OTHER, by=desks.max).record
    known = {topic(one) for one in (conflict, asked, draft)}
    for person, hears in ((desks.pavel, adviser), (desks.chen, lead)):
        heard = {*hears.topics(until=topic(draft)), *hears.topics()}
        assert (known <= heard, topic(hidden) in heard) == (True, person == desks.chen), person
