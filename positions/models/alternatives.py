"""What a position could be content with instead, in order."""

from typing import Any, Self

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.positions import Position


class AlternativeQuerySet(MarkedQuerySet):
    def of(self, position: Position) -> Self:
        return self.filter(position=position)

    def in_order(self) -> Self:
        """The first is what one would take first."""
        return self.order_by("place", "pk")


@versioned
class Alternative(Marked, Versioned):
    """One of them. The position keeps all as one text too, which is read, searched and compared as its other words."""

    parents = ("position",)
    marked_alike = True
    ordered_in = "position"

    position = models.ForeignKey(Position, models.PROTECT, verbose_name=_("position"), related_name="alternative_rows")
    place = models.FloatField(_("place"), default=1)  # so that there is room between any two
    text = models.TextField(_("words"))

    objects = AlternativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("alternative")
        verbose_name_plural = _("alternatives")
        ordering = ["position", "place"]
        triggers = [
            pgtrigger.Trigger(
                name="write_down_alternatives",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func="""
                    UPDATE positions_position SET alternatives = coalesce((
                        SELECT string_agg(number || '. ' || replace(text, E'\\n', E'\\n   '), E'\\n' ORDER BY number)
                        FROM (
                            SELECT row_number() OVER (ORDER BY place, id) AS number, text FROM positions_alternative
                            WHERE position_id = NEW.position_id AND archived_at IS NULL
                        ) AS standing
                    ), '') WHERE id = NEW.position_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("issue-detail", args=[self.issue_id]) + "#position"


@prepared
def alternatives_of(reader: Any, *, positions: Any) -> Any:
    """Of these, in order. One query."""
    return Alternative.objects.visible_to(reader).current().filter(position__in=positions).in_order()
