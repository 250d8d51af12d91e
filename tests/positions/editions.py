"""Positions in their states, for tests of what becomes of them."""

from datetime import timedelta

from delegation.models import Notice
from positions.actions import clearances, instructions
from positions.models import Clearance
from tests import factories as make

SINCE = make.START - timedelta(hours=3)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def seen(record, by):
    return {"seen": fresh(record).version, "by": by}


def say(agency, settled, by, reason=""):
    one = Clearance.objects.get(agency__name=agency)
    return clearances.answer(one, seen=one.version, settled=settled, reason=reason, by=by)


def told(person):
    return list(Notice.objects.visible_to(person).newest_first().values_list("words", flat=True))


def in_force(issue, by, **values):
    return make.position(issue, argument="Study first.", activated_at=SINCE, activated_by=by, **values)


def supersede(order, cast):
    successor = make.instruction(order.issue, "Something else.", text=order.text, by=cast.kim, live=False)
    instructions.issue_instruction(successor, seen=1, predecessor=order.pk, by=cast.kim)
    return successor
