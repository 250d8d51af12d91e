"""What one is writing is archived by somebody else."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from delegation.actions import markings, records
from delegation.models import Wording
from positions.actions import positions as actions
from positions.actions import talking_points
from positions.models import TalkingPoint
from tests import factories as make
from tests.positions.test_editing_together import stored


@pytest.fixture
def point(cast, internet):
    return make.talking_point(internet, "Study first.")


def edit(client, point, words, **more):
    address = reverse("point-edit", args=[point.pk])
    headers = {"HX-Request": "true", "HX-Target": f"point-{point.pk}", "Saving": "on"}
    sent = {"text": words, "use": "floor", "seen": 1, "operation": str(uuid4())} | more
    return client.post(address, sent, headers=headers)


@pytest.fixture
def dina(cast, point):
    client = Client()
    client.force_login(cast.dina)
    talking_points.archive(point, by=cast.ben)
    return client


def test_words_that_meet_an_archived_record_are_kept_and_asked_about(cast, point, dina):
    met = edit(dina, point, "Study always.")
    assert met.status_code == 409
    assert "Archived by Ben 29 Oct 09:10." in met.text
    assert [word in met.text for word in ("Restore it with my words", "Add my words anew", "Drop my words")] == [
        True
    ] * 3
    assert "Study always.</textarea>" in met.text
    assert list(Wording.objects.values_list("text", "outcome")) == [("Study always.", "archived")]
    point.refresh_from_db()
    assert (point.text, point.archived_by) == ("Study first.", cast.ben)


def test_it_is_restored_with_the_words(cast, point, dina):
    restored = edit(dina, point, "Study always.", answer="restore")
    point.refresh_from_db()
    assert (restored.status_code, point.text, point.archived_at) == (200, "Study always.", None)


def test_the_words_are_added_anew_once(cast, point, dina):
    sent = {"answer": "copy", "operation": str(uuid4())}
    for _time in range(2):
        assert "Study always." in edit(dina, point, "Study always.", **sent).text
    assert list(TalkingPoint.objects.current().values_list("text", "marking")) == [("Study always.", point.marking)]
    point.refresh_from_db()
    assert point.archived_by == cast.ben


def test_elsewhere_an_archived_record_is_not_written_to(cast, internet):
    position = make.position(internet, argument="One")
    records.archive(position, by=cast.ben)
    outcome = actions.change(position, seen=1, by=cast.chen, argument="Two")
    assert (outcome.is_archived, stored(position)) == (True, "One")


def test_what_was_added_anew_and_hidden_since_is_not_shown_again(cast, point, dina):
    sent = {"answer": "copy", "operation": str(uuid4())}
    assert edit(dina, point, "Study always.", **sent).status_code == 200
    added = TalkingPoint.objects.current().get()
    markings.set_marking(added, seen=added.version, marking="elections", by=cast.ben)
    again = edit(dina, point, "Study always.", **sent)
    assert (again.status_code, "Study always" in again.text) == (404, False)
