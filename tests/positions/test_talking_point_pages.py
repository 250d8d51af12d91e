"""Words to say: added in place, edited, marked, put in order, archived; and the reserves of the few."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from positions.actions import ordering, reserves, talking_points
from positions.models import Reserve, TalkingPoint
from tests import factories as make

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(name, args=args)


def in_order(issue, reader):
    return [point.text for point in TalkingPoint.objects.visible_to(reader).current().on(issue).in_order()]


@pytest.fixture
def points(internet):
    return [make.talking_point(internet, words, marking="government", place=1) for words in ("One", "Two", "Three")]


def test_words_are_added_in_place_at_the_end(client, cast, internet):
    make.talking_point(internet, "First", marking="government", place=4)
    client.force_login(cast.dina)
    add, aim = url("point-add", internet.pk), {"headers": HTMX | {"HX-Target": "point-new"}}
    assert "<textarea" in client.get(add, **aim).text
    refused = client.post(add, {"text": "", "use": "floor", "marking": "government"}, **aim)
    assert (refused.status_code, TalkingPoint.objects.count()) == (422, 1)
    words = {"text": "Chair, thank you.", "use": "if_asked", "marking": "delegation"}
    added = client.post(add, words, **aim)
    point = TalkingPoint.objects.get(text="Chair, thank you.")
    assert (added.status_code, point.place, point.marking, point.use) == (200, 5, "delegation", "if_asked")
    assert f'id="point-{point.pk}"' in added.text
    assert 'id="point-new"' in added.text
    assert "<textarea" not in added.text
    assert client.get(add + "?shown", **aim).status_code == 200


def test_a_place_does_not_tell_of_words_one_may_not_see(cast, internet):
    make.talking_point(internet, "Hidden", marking="elections", place=7)
    assert talking_points.add(issue=internet, text="Mine", by=cast.chen).place == 1


def test_words_take_the_strictest_marking_of_issue_and_choice(cast):
    government = make.issue("Security", marking="government", lead=cast.chen)
    point = talking_points.add(issue=government, text="Mine", marking="delegation", by=cast.chen)
    assert point.marking == "government"
    with pytest.raises(PermissionDenied):
        talking_points.add(issue=government, text="Mine", marking="elections", by=cast.chen)


def test_words_are_edited_and_their_marking_is_not(client, cast, internet):
    point = make.talking_point(internet, "Open", marking="delegation")
    client.force_login(cast.chen)
    edit, aim = url("point-edit", point.pk), {"headers": HTMX | {"HX-Target": f"point-{point.pk}"}}
    assert "marking" not in client.get(edit, **aim).context["form"].fields
    words = {"text": "Closed", "use": "corridor", "marking": "government", "seen": 1}
    assert client.post(edit, words, **aim).status_code == 200
    point.refresh_from_db()
    assert (point.text, point.use, point.marking, point.version) == ("Closed", "corridor", "delegation", 2)
    client.force_login(cast.pavel)
    assert client.get(edit, **aim).status_code == 403
    client.force_login(cast.chen)
    client.post(url("marking", "talkingpoint", point.pk), {"marking": "government", "seen": 2})
    client.force_login(cast.pavel)
    assert client.get(edit, **aim).status_code == 404


def test_words_are_moved_by_plain_posts(client, cast, internet, points):
    client.force_login(cast.chen)
    start = in_order(internet, cast.chen)
    first = TalkingPoint.objects.get(text=start[0])
    moved = client.post(url("point-down", first.pk))
    assert (moved.status_code, moved.url) == (302, f"/issues/{internet.pk}/#point-{first.pk}")
    assert f'<p class="notice" data-told role="status">Moved down: {start[0]}</p>' in client.get(moved.url).text
    assert in_order(internet, cast.chen) == [start[1], start[0], start[2]]
    client.post(url("point-up", TalkingPoint.objects.get(text=start[2]).pk))
    assert in_order(internet, cast.chen) == [start[1], start[2], start[0]]
    client.post(url("point-up", TalkingPoint.objects.get(text=start[1]).pk))
    client.post(url("point-down", TalkingPoint.objects.get(text=start[0]).pk))
    assert in_order(internet, cast.chen) == [start[1], start[2], start[0]]
    assert client.get(url("point-up", points[0].pk)).status_code == 405
    client.force_login(cast.olga)
    assert client.post(url("point-up", points[0].pk)).status_code == 403
    client.force_login(cast.pavel)
    assert client.post(url("point-up", points[0].pk)).status_code == 404


def test_the_first_moves_only_down_and_the_last_only_up(client, cast, internet, points):
    client.force_login(cast.chen)
    fields = client.get(internet.get_absolute_url()).context["points"]
    assert [[act.word for act in field.acts] for field in fields] == [
        ["⠿", "↓", "Archive"],
        ["⠿", "↑", "↓", "Archive"],
        ["⠿", "↑", "Archive"],
    ]
    last = TalkingPoint.objects.in_order().last()
    shown = client.get(url("point-edit", last.pk) + "?shown", headers=HTMX | {"HX-Target": f"point-{last.pk}"})
    assert [act.word for act in shown.context["field"].acts] == ["⠿", "↑", "Archive"]


@pytest.mark.parametrize("marking", ["government", "core", "elections"])
def test_moving_what_is_hidden_leaves_no_trace_on_what_is_seen(cast, internet, marking):
    seen = [make.talking_point(internet, words, place=place) for place, words in enumerate(("One", "Two", "Three"), 1)]
    hidden = make.talking_point(internet, "Hidden", marking=marking, place=1.5)
    one, _two, three = seen
    for point, up in [(hidden, True), (hidden, True), (one, True), (hidden, False), (three, True), (three, True)]:
        ordering.move(point, up=up, by=cast.amara)
    assert in_order(internet, cast.amara) == ["One", "Three", "Two", "Hidden"]
    assert in_order(internet, cast.pavel) == ["One", "Three", "Two"]
    assert [TalkingPoint.objects.get(pk=point.pk).version for point in seen] == [1, 1, 2]


def test_words_are_archived_and_restored(client, cast, internet, points):
    client.force_login(cast.chen)
    assert client.post(url("point-archive", points[0].pk)).status_code == 302
    assert sorted(in_order(internet, cast.chen)) == ["Three", "Two"]
    assert "One" in client.get(url("point-archived", internet.pk)).text
    assert client.post(url("point-up", points[0].pk)).status_code == 422
    edit = client.post(
        url("point-edit", points[0].pk), {"text": "x", "use": "floor", "marking": "government", "seen": 2}
    )
    assert (edit.status_code, "Archived by Chen" in edit.text) == (409, True)
    assert client.post(url("point-restore", points[0].pk)).status_code == 302
    assert sorted(in_order(internet, cast.chen)) == ["One", "Three", "Two"]


def test_reserves_are_written_by_the_few_and_are_always_core(client, cast, internet):
    client.force_login(cast.kim)
    add, aim = url("reserve-add", internet.pk, "a_fallback"), {"headers": HTMX | {"HX-Target": "reserve-fallback"}}
    assert "<textarea" in client.get(add, **aim).text
    written = client.post(add, {"text": "A report only."}, **aim)
    reserve = Reserve.objects.get()
    assert (written.status_code, reserve.marking, reserve.issue) == (200, "core", internet)
    assert "A report only." in written.text
    assert client.post(add, {"text": "Another."}, **aim).status_code == 422
    edit = url("reserve-edit", reserve.pk)
    assert client.post(edit, {"text": "A short report.", "seen": 1}, **aim).status_code == 200
    client.force_login(cast.chen)
    assert client.post(edit, {"text": "Mine.", "seen": 1}, **aim).status_code == 409
    for name in ("chen", "dina", "amara"):
        client.force_login(getattr(cast, name))
        assert client.get(edit, **aim).status_code == 200, name
    for name in ("olga", "sol", "eli", "pavel", "rosa"):
        client.force_login(getattr(cast, name))
        assert client.get(edit, **aim).status_code == client.get(add, **aim).status_code == 404, name
        assert client.post(add, {"text": "x"}, **aim).status_code == 404, name


def test_no_reserve_on_what_is_marked_elections(client, cast):
    seats = make.issue("Seats", marking="elections")
    client.force_login(cast.amara)
    refused = client.post(url("reserve-add", seats.pk, "a_fallback"), {"text": "x"})
    assert (refused.status_code, "read by others" in refused.text) == (422, True)
    with pytest.raises(PermissionDenied):
        reserves.add(issue=make.issue("Other"), kind="a_fallback", text="x", by=cast.chen)
