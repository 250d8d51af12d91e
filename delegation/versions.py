"""Versions of rows and fields, and the outcome of a save."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

LONGEST = 50_000  # characters of a text

# Columns of which no version is kept: numbers themselves, computed, secret, or no change of what the record says.
UNVERSIONED = ("version", "field_versions", "search", "password", "last_login", "looked_at")


class Versioned(models.Model):
    """A row whose version counts its changes; `field_versions` names the version that last changed each column.

    Both are set by one database trigger on every write path, so that no path can forget them.
    """

    taking_two: ClassVar[tuple[str, ...]] = ()  # fields that may give somebody new sight: no single person writes them

    version = models.PositiveIntegerField(default=1, editable=False)
    field_versions = models.JSONField(default=dict, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field) -> str:  # noqa: N802
        """As Django's, which translates every choice of the field for each row to look one up."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def clean_fields(self, exclude: Any = None) -> None:
        """No text is longer than can be searched and compared word by word."""
        super().clean_fields(exclude=exclude)
        for kept in self._meta.concrete_fields:
            text = getattr(self, kept.attname) if isinstance(kept, models.TextField) else None
            if text and len(text) > LONGEST and kept.name not in (exclude or ()):
                sentence = _("At most %(longest)d characters can be kept here; this has %(count)d.")
                raise ValidationError({kept.name: sentence % {"longest": LONGEST, "count": len(text)}})

    def changed_since(self, seen: int) -> set[str]:
        """Columns changed after version `seen`."""
        return {name for name, version in self.field_versions.items() if version > seen}


@cache
def _labels(field: models.Field) -> dict[Any, Any]:
    return dict(field.flatchoices)


def versioned(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: number each change of `model` by trigger, and keep every past state of it.

    The numbering runs before the write, the history after it: one history row per version.
    """
    unkept = set(UNVERSIONED) - {"version", "field_versions"}
    kept = [field.name for field in model._meta.concrete_fields if field.name not in unkept]
    model = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        fields=kept,
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
        meta={
            "indexes": [
                models.Index(KeyTextTransform("at", "pgh_context"), name=f"{model._meta.model_name}_history_at"),
            ]
        },
    )(model)
    return pgtrigger.register(
        pgtrigger.Trigger(
            name="number_the_change",
            operation=pgtrigger.Insert | pgtrigger.Update,
            when=pgtrigger.Before,
            declare=[("was", "jsonb"), ("becomes", "jsonb")],
            func=NUMBER_THE_CHANGE.replace("UNVERSIONED", ", ".join(f"'{name}'" for name in UNVERSIONED)),
        )
    )(model)


NUMBER_THE_CHANGE = """
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.field_versions := '{}';
        RETURN NEW;
    END IF;
    was := to_jsonb(OLD) - ARRAY[UNVERSIONED];
    becomes := to_jsonb(NEW) - ARRAY[UNVERSIONED];
    NEW.version := OLD.version;
    NEW.field_versions := OLD.field_versions;
    IF was <> becomes THEN
        NEW.version := OLD.version + 1;
        NEW.field_versions := OLD.field_versions || (
            SELECT jsonb_object_agg(column_name, NEW.version)
            FROM jsonb_each(becomes) AS new_row (column_name, new_value)
            WHERE new_value IS DISTINCT FROM was -> column_name
        );
    END IF;
    RETURN NEW;
"""


@dataclass(frozen=True)
class Saved:
    """The change stands. `record` is the row as it is now. proposed: what of it waits for a second person."""

    record: Any
    changed: tuple[str, ...] = ()
    proposed: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Stale:
    """Somebody changed the same words since, or archived the record: nothing was changed.

    record: the row as it is now. fields: those that cannot be saved as sent. seen: the version of the editor.
    """

    record: Any
    seen: int
    fields: tuple[str, ...] = field(default=())

    @property
    def is_archived(self) -> bool:
        return self.record.archived_at is not None


Outcome = Saved | Stale


def read_version(text: Any) -> int | None:
    """The version a form was made from, or None where it is not one."""
    return int(text) if str(text).isascii() and str(text).isdigit() and len(str(text)) < 10 and int(text) > 0 else None


def read_key(text: Any) -> uuid.UUID | None:
    """A key as sent by a browser, or None where it is not one."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def read_moment(text: Any) -> datetime | None:
    """A moment with its zone as sent by a browser, or None where it is not one."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo and 1900 < moment.year < 9000 else None
