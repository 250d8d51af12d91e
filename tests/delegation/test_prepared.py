"""Queries that are put into SQL once: each reader finds his own, as his rights are now."""

from datetime import timedelta

import pytest

from delegation import clock
from delegation.models import Delegate, Issue
from delegation.prepared import prepared
from positions.models import Reserve, TalkingPoint
from tests import factories as make


@prepared
def reserves_on(reader, *, issues):
    return Reserve.objects.visible_to(reader).filter(issue__in=issues).select_related("issue").with_rights(reader)


@prepared
def reserves(reader):
    return Reserve.objects.visible_to(reader).values_list("pk", flat=True)


def test_records_as_the_queryset_gives_them(cast, internet, django_assert_num_queries):
    reserve = make.reserve(internet)
    make.reserve(make.issue("Numbering"))
    with clock.kept(), django_assert_num_queries(1):
        (found,) = reserves_on(cast.chen, issues=[internet.pk])
        assert (found, found.text, found.issue.name) == (reserve, reserve.text, internet.name)
        assert (found.may_change, found.field_versions) == (True, reserve.field_versions)


def test_among_none_nothing_is_asked(cast, django_assert_num_queries):
    with clock.kept(), django_assert_num_queries(0):
        assert reserves_on(cast.amara, issues=[]) == []


def test_readers_alike_in_standing_find_what_is_theirs(cast, internet):
    """Chen leads the issue; the other stands as he does."""
    reserve = make.reserve(internet)
    other = make.delegate("other")
    assert [reserves(reader) for reader in (cast.chen, other, cast.chen, cast.pavel)] == [
        [reserve.pk],
        [],
        [reserve.pk],
        [],
    ]


def test_rights_are_those_of_now(cast, internet):
    reserve = make.reserve(internet)
    assert reserves(cast.amara) == [reserve.pk]
    Delegate.objects.filter(pk=cast.amara.pk).update(function="secretary")
    assert reserves(Delegate.objects.get(pk=cast.amara.pk)) == []
    Delegate.objects.filter(pk=cast.amara.pk).update(function="head", is_active=False)
    assert reserves(Delegate.objects.get(pk=cast.amara.pk)) == []


def test_the_day_is_that_of_now(cast, internet):
    reserve = make.reserve(internet)
    internet.assignments.filter(delegate=cast.chen).update(ends_on=clock.today())
    assert reserves(cast.chen) == [reserve.pk]
    conference = clock.conference()
    conference.rehearsal_offset += timedelta(days=1)
    with clock.kept(conference):
        assert reserves(cast.chen) == []


def test_inside_another_query(cast, internet):
    make.reserve(internet)
    make.issue("Numbering")
    found = prepared(lambda reader: Reserve.objects.visible_to(reader).values("issue"))
    assert [list(Issue.objects.filter(pk__in=found.inside(one))) for one in (cast.chen, cast.pavel)] == [[internet], []]


def test_what_is_the_readers_alone_cannot_be_built_in(cast):
    with pytest.raises(AttributeError):
        prepared(lambda reader: Delegate.objects.filter(name=reader.name))(cast.chen)
    with pytest.raises(TypeError):
        prepared(lambda reader: TalkingPoint.objects.prefetch_related("issue__assignments"))(cast.chen)
