"""Opening, changing, closing and archiving issues: what is done, and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from delegation.actions import issues, markings
from delegation.models import Event, Issue
from delegation.versions import Saved, Stale
from tests import factories as make


def test_an_issue_is_opened_by_head_deputy_and_secretary(cast):
    committee = make.committee("WG-PL")
    issue = issues.add(name="Internet of Things", committees=[committee], by=cast.sol)
    assert (issue.marking, list(issue.committees.all()), issue.slug.rpartition("-")[0]) == (
        "delegation",
        [committee],
        "internet-of-things",
    )
    for name in ("chen", "kim", "eli", "olga", "pavel", "rosa", "gone"):
        with pytest.raises(PermissionDenied):
            issues.add(name="Another", by=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        issues.add(name="Seats", marking="elections", by=cast.sol)
    assert Issue.objects.count() == 1


def test_a_name_without_letters_still_has_a_short_one(cast):
    assert len(issues.add(name="物联网", by=cast.amara).slug) == 8


def test_its_lead_changes_it_and_does_not_close_it(cast, internet):
    assert isinstance(issues.change(internet, seen=1, by=cast.chen, summary="One"), Saved)
    assert isinstance(issues.change(internet, seen=1, by=cast.dina, summary="Two"), Stale)
    for act in (issues.mark_closed, issues.open_again, issues.archive, issues.restore):
        for name in ("chen", "kim", "olga", "pavel"):
            with pytest.raises(PermissionDenied):
                act(internet, by=getattr(cast, name))


def test_closing_comes_before_archiving_and_all_is_undone(cast, internet):
    with pytest.raises(ValidationError, match="Close the issue before"):
        issues.archive(internet, by=cast.sol)
    closed = issues.mark_closed(internet, by=cast.sol)
    assert (closed.closed_by, issues.mark_closed(internet, by=cast.ben).closed_by) == (cast.sol, cast.sol)
    archived = issues.archive(internet, by=cast.sol)
    assert archived.archived_by == cast.sol
    with pytest.raises(ValidationError, match="restore it first"):
        issues.open_again(internet, by=cast.sol)
    assert issues.change(archived, seen=archived.version, by=cast.chen, summary="x").is_archived
    issues.restore(internet, by=cast.sol)
    opened = issues.open_again(internet, by=cast.sol)
    assert (opened.closed_at, opened.closed_by, opened.archived_at) == (None, None, None)


def test_an_archived_issue_does_not_come_back_beside_another_of_its_name(cast, internet):
    issues.mark_closed(internet, by=cast.sol)
    issues.archive(internet, by=cast.sol)
    issues.add(name="Internet", by=cast.sol)
    with pytest.raises(ValidationError, match="already there"):
        issues.restore(internet, by=cast.sol)


def test_its_events_carry_its_key_so_that_its_lead_hears_of_them(cast):
    core = make.issue("Core", marking="core", lead=cast.chen)
    issues.change(core, seen=1, by=cast.chen, summary="One")
    assert [event.issue_id for event in Event.objects.all()] == [core.pk]
    assert [Event.objects.visible_to(person).count() for person in (cast.chen, cast.amara, cast.sol)] == [1, 1, 0]


def test_a_core_issue_that_its_lead_may_not_see_does_not_stand_in_his_way(cast, internet):
    make.issue("Hidden", marking="core")
    issues.change(internet, seen=1, by=cast.chen, name="Hidden")
    internet.refresh_from_db()
    assert markings.set_marking(internet, seen=internet.version, marking="core", by=cast.chen).record.marking == "core"
