"""Runs: successive saves of the same fields of one record by one person within ten minutes, told as one.

What saves itself while one writes makes a version every other second: lists of what changed count runs, and read as
many however many versions lie in them. A run never reaches over a version that its reader may not see, over another
marking or issue, nor over a save of the same fields by somebody else; what was added stands by itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

WITHIN = timedelta(minutes=10)

# What each part is to select of the versions that may be seen, in this order.
COLUMNS = ("model_label", "record_key", "version", "moment", "hangs_on", "marked", "field_versions", "pgh_context")


@dataclass(frozen=True)
class Run:
    """From version `first` to version `last` of one record.

    columns: those that were saved, none where the record was new. writer: the key of whoever saved, "" for nobody.
    through: by which way. met: whose words they were put together with, by field, in the first save.
    """

    kind: str
    key: str
    first: int
    last: int
    began: datetime
    at: datetime
    saves: int
    issue_id: UUID | None
    marking: str
    columns: tuple[str, ...]
    writer: str
    through: str
    met: dict[str, str | None]


def runs(
    parts: Iterable[tuple[str, list] | None],
    *,
    limit: int,
    only: str = "",
    before: str = "",
    below: int | None = None,
    of_one: bool = False,
    writer: str = "",
) -> list[Run]:
    """The newest runs among the versions that `parts` select. One query, or none without parts.

    only: a column; what did not change it is left out. before: the moment, as text, before which they are to end.
    of_one: whether all are of one record, and are told in the order of its versions; below: only those below this one.
    writer: the key of whoever made them.
    """
    asked = [part for part in parts if part]
    if not asked:
        return []
    conditions, values = ["version = last"], [value for _, given in asked for value in given]
    values += [only, only] if only else []
    for condition, value in (("moment < %s", before), ("version < %s", below), ("writer = %s", writer)):
        if value not in ("", None):
            conditions.append(condition)
            values.append(value)
    sql = SQL.format(
        parts=" UNION ALL ".join(f"({sql})" for sql, _ in asked),
        columns=", ".join(COLUMNS),
        touched="%s" if only else TOUCHED,
        chosen="version = 1 OR field_versions -> %s = to_jsonb(version)" if only else "TRUE",
        seconds=int(WITHIN.total_seconds()),
        conditions=" AND ".join(conditions),
        order="version DESC" if of_one else "moment DESC, version DESC, record_key",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return [_run(*row) for row in cursor.fetchall()]


def _run(*row: Any) -> Run:
    kind, key, first, last, began, at, saves, issue, marking, touched, writer, way, met = row
    return Run(
        kind=kind,
        key=key,
        first=first,
        last=last,
        began=datetime.fromisoformat(began),
        at=datetime.fromisoformat(at),
        saves=saves,
        issue_id=issue,
        marking=marking,
        columns=tuple(touched.split()) if last > 1 else (),
        writer=writer,
        through=way,
        met=json.loads(met or "{}"),
    )


# The columns that a version saved; or one, where it did.
TOUCHED = """(
    SELECT COALESCE(string_agg(name, ' ' ORDER BY name), '') COLLATE "C"
    FROM jsonb_each(field_versions) AS saved (name, saved_by) WHERE saved_by = to_jsonb(version)
)"""
# stretch: versions right behind one another with the same readers. latest: the version before in which any of the same
# columns was saved, by whomever. A sitting is cut into pieces of ten minutes from where it began. What the windows pass
# over is kept narrow: there may be thousands of versions.
SQL = """
WITH saves ({columns}) AS ({parts}),
beside AS (
    SELECT saves.*,
        lag(field_versions) OVER of_record AS earlier,
        (
            lag(version) OVER of_record = version - 1
            AND lag(marked) OVER of_record = marked
            AND lag(hangs_on) OVER of_record IS NOT DISTINCT FROM hangs_on
        ) IS NOT TRUE AS is_apart
    FROM saves WINDOW of_record AS (PARTITION BY model_label, record_key ORDER BY version)
),
stretches AS (
    SELECT beside.*, {touched} AS touched, count(*) FILTER (WHERE is_apart) OVER of_record AS stretch
    FROM beside WINDOW of_record AS (PARTITION BY model_label, record_key ORDER BY version)
),
touching AS (
    SELECT model_label, record_key, version, moment, hangs_on, marked, touched, stretch,
        moment::timestamptz AS happened,
        COALESCE(pgh_context ->> 'by', '') AS writer,
        COALESCE(pgh_context ->> 'through', '') AS way,
        pgh_context -> 'merged' AS met,
        (SELECT max((earlier ->> name)::int) FROM unnest(string_to_array(touched, ' ')) AS name) AS latest
    FROM stretches WHERE {chosen}
),
following AS (
    SELECT touching.*,
        (
            lag(version) OVER of_fields > 1
            AND lag(version) OVER of_fields = latest
            AND lag(writer) OVER of_fields = writer
            AND lag(way) OVER of_fields = way
            AND lag(stretch) OVER of_fields = stretch
            AND happened BETWEEN lag(happened) OVER of_fields
                AND lag(happened) OVER of_fields + make_interval(secs => {seconds})
        ) IS NOT TRUE AS begins
    FROM touching WINDOW of_fields AS (PARTITION BY model_label, record_key, touched ORDER BY version)
),
sittings AS (
    SELECT following.*, count(*) FILTER (WHERE begins) OVER of_fields AS sitting
    FROM following WINDOW of_fields AS (PARTITION BY model_label, record_key, touched ORDER BY version)
),
pieces AS (
    SELECT sittings.*, floor(extract(epoch FROM happened - min(happened) OVER whole) / {seconds}) AS piece
    FROM sittings WINDOW whole AS (PARTITION BY model_label, record_key, touched, sitting)
),
told AS (
    SELECT pieces.*,
        min(version) OVER whole AS first,
        max(version) OVER whole AS last,
        min(moment) OVER whole AS began,
        count(*) OVER whole AS saved,
        first_value(met) OVER (whole ORDER BY version) AS first_met
    FROM pieces WINDOW whole AS (PARTITION BY model_label, record_key, touched, sitting, piece)
)
SELECT model_label, record_key, first, last, began, moment, saved, hangs_on, marked, touched, writer, way, first_met
FROM told WHERE {conditions} ORDER BY {order} LIMIT %s
"""
