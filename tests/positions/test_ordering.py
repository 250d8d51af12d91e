"""The speaking order: anywhere by a key of what stands beside, and without a trace for who sees only some of it."""

import random
from itertools import permutations
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from delegation import access
from delegation.actions import records
from delegation.models import Event
from positions.actions import ordering, talking_points
from positions.models import TalkingPoint
from tests import factories as make
from tests.delegation.test_at_once import at_once

PLACED = "These words, or those beside them, do not stand in this order any more."


@pytest.fixture
def points(internet):
    return make_points(internet, "One", "Two", "Three", "Four")


def make_points(issue, *words, markings=(), places=()):
    return [
        make.talking_point(
            issue,
            text,
            marking=markings[number] if markings else "government",
            place=places[number] if places else number + 1,
        )
        for number, text in enumerate(words)
    ]


def in_order(issue, reader):
    return [point.text for point in TalkingPoint.objects.visible_to(reader).current().on(issue).in_order()]


def versions(points):
    found = dict(TalkingPoint.objects.values_list("pk", "version"))
    return [found[point.pk] for point in points]


def test_words_are_put_before_or_behind_others_and_one_row_changes(cast, internet, points):
    one, two, three, four = points
    for beside, order, count in (
        ({"before": one.pk}, ["Three", "One", "Two", "Four"], 2),
        ({"before": one.pk}, ["Three", "One", "Two", "Four"], 2),
        ({"after": four.pk}, ["One", "Two", "Four", "Three"], 3),
        ({"after": one.pk}, ["One", "Three", "Two", "Four"], 4),
        ({"after": two.pk}, ["One", "Two", "Three", "Four"], 5),
        ({"before": three.pk}, ["One", "Two", "Three", "Four"], 5),
    ):
        assert ordering.put(three, **beside, by=cast.chen).pk == three.pk
        assert in_order(internet, cast.chen) == order
        assert versions(points) == [1, 1, count, 1]
    assert TalkingPoint.objects.get(pk=three.pk).text == "Three"


def test_who_edits_what_is_moved_meanwhile_meets_no_conflict(cast, internet, points):
    one, _two, three, _four = points
    ordering.put(three, before=one.pk, by=cast.chen)
    records.change(three, seen=1, text="Third", by=cast.dina)
    records.change(one, seen=1, text="First", by=cast.dina)
    assert in_order(internet, cast.chen) == ["Third", "First", "Two", "Four"]


def test_a_move_from_a_page_that_is_out_of_date_is_merged(cast, internet, points):
    one, two, three, four = points
    ordering.put(four, before=one.pk, by=cast.chen)
    ordering.put(two, after=three.pk, by=cast.dina)
    assert in_order(internet, cast.chen) == ["Four", "One", "Three", "Two"]


@pytest.mark.parametrize("gone", ["archived", "hidden", "elsewhere", "nowhere"])
def test_nothing_is_put_beside_what_does_not_stand_there_any_more(cast, internet, points, gone):
    one, _two, three, _four = points
    beside = {
        "archived": lambda: talking_points.archive(one, by=cast.chen).pk,
        "hidden": lambda: make.talking_point(internet, "Votes", marking="elections").pk,
        "elsewhere": lambda: make.talking_point(make.issue("Numbering")).pk,
        "nowhere": uuid4,
    }[gone]()
    order = in_order(internet, cast.chen)
    with pytest.raises(ValidationError, match=PLACED):
        ordering.put(three, before=beside, by=cast.chen)
    assert (in_order(internet, cast.chen), versions([three])) == (order, [1])


def test_only_who_may_change_them_moves_words_that_stand_in_the_order(cast, points):
    one, two, *_ = points
    for person in (cast.olga, cast.pavel):
        with pytest.raises(PermissionDenied):
            ordering.put(two, before=one.pk, by=person)
    talking_points.archive(two, by=cast.chen)
    with pytest.raises(ValidationError, match=PLACED):
        ordering.put(two, before=one.pk, by=cast.chen)
    with pytest.raises(ValidationError, match="restore them first"):
        ordering.move(two, up=True, by=cast.chen)


def test_there_is_always_room_and_making_it_is_no_change(cast, internet):
    points = make_points(internet, "One", "Two", "Three", "Four", places=(1, 1, 1, 1))
    hidden = make.talking_point(internet, "Votes", marking="elections", place=1)
    Event.objects.all().delete()
    first, _second, third, last = in_order(internet, cast.chen)
    by_text = {point.text: point for point in points}
    for _ in range(60):  # more often than a number can be halved
        ordering.put(by_text[last], after=by_text[first].pk, by=cast.chen)
        ordering.put(by_text[third], after=by_text[first].pk, by=cast.chen)
    assert in_order(internet, cast.chen)[:3] == [first, third, last]
    assert versions([hidden]) == [1]
    assert sum(versions(points)) == 4 + Event.objects.count() == 4 + 120
    kept = TalkingPoint.history.rel.related_model.objects.filter(pgh_obj__in=[point.pk for point in points])
    assert kept.count() == 4 + 120


def test_archived_words_come_back_where_they_stood(cast, internet, points):
    one, two, _three, four = points
    talking_points.archive(two, by=cast.chen)
    ordering.put(four, before=one.pk, by=cast.chen)
    talking_points.restore(two, by=cast.chen)
    assert in_order(internet, cast.chen) == ["Four", "One", "Two", "Three"]


@pytest.mark.parametrize("seed", range(25))
def test_who_sees_only_some_of_the_words_learns_of_no_other(cast, internet, seed):
    """Whoever sees that something was moved sees what it was moved past; and everybody sees his words in the order."""
    chance = random.Random(seed)
    markings = [chance.choice(["delegation", "government", "core", "elections"]) for _ in range(5)]
    points = make_points(internet, *"ABCDE", markings=markings)
    for _ in range(4):
        mover = chance.choice([cast.amara, cast.chen, cast.ben])
        own = list(TalkingPoint.objects.visible_to(mover).on(internet).in_order())
        if len(own) < 2:
            continue
        point, beside = chance.sample(own, 2)
        way = chance.choice(["before", "after"])
        readers = [cast.amara, cast.ben, cast.chen, cast.kim, cast.eli, cast.sol, cast.olga, cast.pavel]
        before = {reader: in_order(internet, reader) for reader in readers}
        counted, last = versions(points), Event.objects.count()
        if reason := refusal(ordering.put, point, **{way: beside.pk}, by=mover):
            assert "would learn of each other" in reason
            assert (versions(points), Event.objects.count()) == (counted, last)
            continue
        now = in_order(internet, mover)
        assert now.index(point.text) - now.index(beside.text) == (-1 if way == "before" else 1)
        assert [one for one in now if one != point.text] == [one for one in before[mover] if one != point.text]
        moved = {one.text: one for one, old, new in zip(points, counted, versions(points), strict=True) if new > old}
        told = Event.objects.order_by("-at")[: Event.objects.count() - last]
        assert sorted(event.topic for event in told) == sorted(f"talkingpoint:{one.pk}" for one in moved.values())
        for reader in readers:
            order = in_order(internet, reader)
            for text in moved:
                if text in order:
                    assert any(crossed(before[reader], order, text, other) for other in order), (reader, text)


def refusal(act, *args, **given):
    try:
        act(*args, **given)
    except ValidationError as refused:
        return str(refused)


def crossed(before, after, one, other):
    return (before.index(one) < before.index(other)) != (after.index(one) < after.index(other))


def test_words_for_two_circles_do_not_move_past_each_other_alone(cast, internet):
    core, votes, everybody = make_points(internet, "C", "V", "E", markings=("core", "elections", "government"))
    with pytest.raises(ValidationError, match="would learn of each other"):
        ordering.put(core, after=votes.pk, by=cast.amara)
    ordering.put(core, after=everybody.pk, by=cast.amara)
    assert in_order(internet, cast.amara) == ["V", "E", "C"]
    assert not access.adds_readers("government", "core")


def test_a_place_is_sent_by_a_script(client, cast, internet, points):
    one, _two, three, four = points
    client.force_login(cast.chen)
    place, operation = reverse("point-place", args=[three.pk]), str(uuid4())
    for _ in range(2):
        done = client.post(place, {"before": one.pk, "operation": operation})
        assert (done.status_code, done.content) == (204, b"")
    assert versions([three]) == [2]
    talking_points.archive(four, by=cast.chen)
    refused = client.post(place, {"after": four.pk})
    assert (refused.status_code, refused.text, refused["Content-Type"]) == (422, PLACED, "text/plain; charset=utf-8")
    for sent in ({}, {"before": "x"}, {"before": one.pk, "after": one.pk}, {"after": "\x00"}):
        assert client.post(place, sent).status_code == 422, sent
    again = client.post(place, {"after": one.pk, "operation": operation})
    assert (again.status_code, "already sent with other words" in again.text) == (422, True)
    assert client.get(place).status_code == 405
    client.force_login(cast.olga)
    assert client.post(place, {"before": one.pk}).status_code == 403
    client.force_login(cast.pavel)
    assert client.post(place, {"before": one.pk}).status_code == 404
    assert in_order(internet, cast.chen) == ["Three", "One", "Two"]


def test_two_who_drag_at_once_leave_one_order(transactional_db):
    make.conference()
    chen, dina = make.delegate("chen"), make.delegate("dina")
    moves = [("Three", "before", "One"), ("Two", "after", "Four"), ("Two", "after", "Three")]
    for number in range(8):
        issue = make.issue(f"Issue {number}", lead=chen, alternate=dina)
        points = {point.text: point for point in make_points(issue, "One", "Two", "Three", "Four")}

        def moving(moved, way, beside, points=points):
            return lambda: ordering.put(points[moved], **{way: points[beside].pk}, by=chen)

        done = at_once(
            *(moving(*move) for move in moves),
            lambda points=points: records.change(points["Two"], seen=1, use="corridor", by=dina),
        )
        assert [type(answer).__name__ for answer in done] == ["TalkingPoint"] * 3 + ["Saved"]
        assert in_order(issue, chen) in [one_by_one(some) for some in permutations(moves)]
        assert len({point.place for point in issue.talking_points.current()}) == 4


def one_by_one(moves):
    order = ["One", "Two", "Three", "Four"]
    for moved, way, beside in moves:
        order.remove(moved)
        order.insert(order.index(beside) + (way == "after"), moved)
    return order
