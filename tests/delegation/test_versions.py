"""Numbering by trigger, and past states."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from delegation.actions import records
from delegation.versions import LONGEST, read_version
from positions.models import TalkingPoint
from tests import factories as make


def test_every_write_path_numbers_the_change(cast, internet):
    point = make.talking_point(internet)
    TalkingPoint.objects.filter(pk=point.pk).update(text="by update")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE positions_talkingpoint SET place = 7 WHERE id = %s", [point.pk])
    point.refresh_from_db()
    assert (point.version, point.field_versions) == (3, {"text": 2, "place": 3})
    point.version, point.field_versions, point.use = 99, {"text": 99}, "corridor"
    point.save()
    point.refresh_from_db()
    assert (point.version, point.field_versions) == (4, {"text": 2, "place": 3, "use": 4})
    TalkingPoint.objects.filter(pk=point.pk).update(text="by update")
    point.refresh_from_db()
    assert point.version == 4
    assert list(point.history.order_by("version").values_list("version", "text", "place", "use")) == [
        (1, "Chair, we support the proposal.", 1, "floor"),
        (2, "by update", 1, "floor"),
        (3, "by update", 7, "floor"),
        (4, "by update", 7, "corridor"),
    ]


def test_secrets_have_no_past_and_signing_in_is_no_change(cast):
    cast.chen.set_password("another-long-secret")
    cast.chen.last_login = make.START
    cast.chen.save()
    cast.chen.refresh_from_db()
    assert cast.chen.version == 1
    columns = {field.name for field in cast.chen.history.model._meta.concrete_fields}
    assert columns & {"password", "last_login", "looked_at"} == set()


@pytest.mark.parametrize(
    "text,version",
    [("3", 3), ("0", None), ("-1", None), ("", None), ("٣", None), ("x", None), (None, None), ("9" * 40, None)],
)
def test_versions_are_read_strictly(text, version):
    assert read_version(text) == version


def test_a_text_is_no_longer_than_can_be_searched(cast, internet):
    point = make.talking_point(internet)
    for act in (
        lambda: records.change(point, seen=1, by=cast.amara, text="x" * (LONGEST + 1)),
        lambda: records.add(TalkingPoint(issue=internet, text="x" * (LONGEST + 1)), by=cast.amara),
    ):
        with pytest.raises(ValidationError, match="At most 50000 characters"):
            act()
    words = " ".join(f"{n:x}" for n in range(20_000))[:LONGEST]
    assert records.change(point, seen=1, by=cast.amara, text=words).record.version == 2
