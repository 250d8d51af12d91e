"""Successive saves of the same fields by one person within ten minutes are told as one."""

from datetime import timedelta

import pytest
from django.db import transaction

from delegation import clock, history
from delegation.actions import records
from delegation.chronicle import excerpt, lines, past_texts
from delegation.happenings import happenings
from positions.models import Position, TalkingPoint
from tests import factories as make


@pytest.fixture
def position(cast, internet):
    with history.recorded(cast.chen, at=make.START - timedelta(hours=1)):
        return make.position(internet, argument="None.")


def save(record, by, minute, *, through="", **values):
    """At that minute of the conference day."""
    at = make.START + timedelta(minutes=minute)
    with transaction.atomic(), history.recorded(by, at=at), history.through(through):
        records.write(records.locked(record), **values)


def told(record, reader, name="argument", **which):
    record.refresh_from_db()
    texts, _more = past_texts(record, name, reader, **which)
    return [(text.by.name, text.saves, text.text) for text in texts]


def happened(reader, **given):
    found = happenings(reader, [Position], since=make.START - timedelta(minutes=1), **given)
    return [(one.by.name, one.columns, one.first, one.version, one.saves) for one in found]


def test_saves_within_ten_minutes_are_one_from_the_first_to_the_last(cast, position):
    for minute, words in ((0, "One."), (4, "One, two."), (9, "One, two, three."), (12, "Four."), (30, "Five.")):
        save(position, cast.chen, minute, argument=words)
    assert told(position, cast.dina) == [
        ("Chen", 1, "Five."),
        ("Chen", 1, "Four."),
        ("Chen", 3, "One, two, three."),
        ("Chen", 1, "None."),
    ]
    assert happened(cast.dina) == [
        ("Chen", ("argument",), 6, 6, 1),
        ("Chen", ("argument",), 5, 5, 1),
        ("Chen", ("argument",), 2, 4, 3),
    ]
    run = past_texts(position, "argument", cast.dina)[0][2]
    assert (run.began, run.at) == (make.START, make.START + timedelta(minutes=9))
    assert run.words == [("del", "None."), ("ins", "One, two, three.")]


def test_each_save_of_a_run_is_told_where_it_is_opened(cast, position):
    for minute, words in ((0, "One."), (4, "One, two."), (9, "One, two, three.")):
        save(position, cast.chen, minute, argument=words)
    position.refresh_from_db()
    run = past_texts(position, "argument", cast.dina, opened=4)[0][0]
    assert [(one.version, one.text, one.is_present) for one in run.each] == [
        (4, "One, two, three.", True),
        (3, "One, two.", False),
        (2, "One.", False),
    ]
    assert run.each[1].words == [("del", "One."), ("ins", "One, two.")]
    assert past_texts(position, "argument", cast.dina, opened=3)[0][0].each == ()


def test_two_who_write_at_once_in_different_fields_are_two_runs(cast, position):
    for minute in range(4):
        save(position, cast.chen, minute, argument=f"Argued {minute}.")
        save(position, cast.dina, minute, objective=f"Aimed {minute}.")
    assert happened(cast.chen) == [
        ("Dina", ("objective",), 3, 9, 4),
        ("Chen", ("argument",), 2, 8, 4),
    ]
    [aimed, argued, _added], _more = lines(cast.chen, [Position], issue=position.issue_id)
    assert [change.words for change in argued.changes] == [[("del", "None."), ("ins", "Argued 3.")]]
    assert [change.name for change in aimed.changes] == ["objective"]
    entries = history.entries(position, cast.chen)
    assert [(entry.saves, [change.after for change in entry.changes]) for entry in entries[:2]] == [
        (4, ["Aimed 3."]),
        (4, ["Argued 3."]),
    ]


def test_a_run_does_not_reach_over_what_somebody_else_wrote_there(cast, position):
    save(position, cast.chen, 0, argument="One.")
    save(position, cast.dina, 1, argument="Two.")
    save(position, cast.chen, 2, argument="Three.")
    save(position, cast.chen, 3, argument="Four.", objective="Both.")
    save(position, cast.chen, 4, argument="Five.")
    assert told(position, cast.chen)[:3] == [("Chen", 3, "Five."), ("Dina", 1, "Two."), ("Chen", 1, "One.")]
    assert [columns for _, columns, *_ in happened(cast.chen)] == [
        ("argument",),
        ("objective", "argument"),
        ("argument",),
        ("argument",),
        ("argument",),
    ]


def test_a_run_does_not_reach_over_another_way(cast, position):
    save(position, cast.chen, 0, argument="One.")
    save(position, cast.chen, 1, through="administration", argument="Two.")
    save(position, cast.chen, 2, through="administration", argument="Three.")
    texts, _more = past_texts(position, "argument", cast.chen)
    assert [(text.saves, text.way) for text in texts] == [
        (2, "in the administration"),
        (1, "on its page"),
        (1, "on its page"),
    ]


def test_a_run_reaches_over_no_marking_and_over_nothing_hidden(cast, internet):
    with history.recorded(cast.chen, at=make.START - timedelta(hours=1)):
        point = make.talking_point(internet, "None.")
    save(point, cast.chen, 0, text="One.")
    save(point, cast.chen, 1, text="Two.", use="corridor")
    save(point, cast.chen, 2, marking="government")
    save(point, cast.chen, 3, text="Hidden.")
    save(point, cast.chen, 4, text="Four.")
    save(point, cast.chen, 5, marking="delegation")
    save(point, cast.chen, 6, text="Six.")
    for reader, expected in (
        (cast.pavel, [(1, "Six."), (2, "Two."), (1, "None.")]),
        (cast.chen, [(1, "Six."), (2, "Four."), (2, "Two."), (1, "None.")]),
    ):
        assert [(saves, text) for _, saves, text in told(point, reader, "text")] == expected
    newest = past_texts(point, "text", cast.pavel)[0][0]
    assert newest.words == [("del", "Four."), ("ins", "Six.")]  # as it stood when it was opened
    found = happenings(cast.pavel, [TalkingPoint], since=make.START - timedelta(minutes=1))
    assert [(one.columns, one.saves) for one in found] == [
        (("text",), 1),
        (("marking",), 1),
        (("use", "text"), 1),
        (("text",), 1),
    ]
    words = [
        change.words for line in lines(cast.pavel, [TalkingPoint], issue=internet.pk)[0] for change in line.changes
    ]
    assert "Hidden." not in str(words)


@pytest.mark.parametrize("number", [1, 60])
def test_limits_count_runs_and_queries_stay_the_same(cast, position, number, django_assert_num_queries):
    for hour in range(3):
        for second in range(number):
            save(position, cast.chen, 60 * hour + second / 60, argument=f"{hour} {second}")
    position.refresh_from_db()
    last = str(number - 1)
    with clock.kept():
        with django_assert_num_queries(3):
            texts, more = past_texts(position, "argument", cast.dina, limit=2)
        assert ([text.text for text in texts], [text.saves for text in texts]) == (
            [f"2 {last}", f"1 {last}"],
            [number] * 2,
        )
        with django_assert_num_queries(3):
            texts, no_more = past_texts(position, "argument", cast.dina, below=more, limit=2)
        assert ([text.text for text in texts], no_more) == ([f"0 {last}", "None."], None)
        with django_assert_num_queries(2):
            assert [count for *_, count in happened(cast.dina, limit=2)] == [number, number]
        with django_assert_num_queries(3):
            first, more = lines(cast.dina, [Position], issue=position.issue_id, limit=2)
        second, none = lines(cast.dina, [Position], issue=position.issue_id, limit=2, before=more)
        assert [line.happening.saves for line in (*first, *second)] == [number, number, number, 1]
        assert none is None
        with django_assert_num_queries(4):
            assert [entry.saves for entry in history.entries(position, cast.dina, limit=2)] == [number, number]


def test_an_excerpt_leaves_a_little_around_what_was_changed():
    long = "Chair, " + "we have listened with care " * 20
    words = [("same", long), ("del", "yes "), ("ins", "no "), ("same", long), ("ins", "end")]
    found = excerpt(words)
    assert [kind for kind, _ in found] == ["same", "del", "ins", "same", "ins"]
    assert all(len(said) < 160 for _, said in found)
    assert found[0][1].startswith(" … ")
    assert " … " in found[3][1]
    assert excerpt([("same", long)]) == [("same", long)]
    assert excerpt([("same", "Short "), ("ins", "word")]) == [("same", "Short "), ("ins", "word")]
