"""Agencies to be asked, for tests of clearances."""

from delegation.models import Delegate
from tests import factories as make


def agencies(cast):
    """Olga comes from the Ministry of Economy, Sam from the regulator; nobody who reads from Justice."""
    economy, regulator, justice = (make.agency(name) for name in ("Economy", "Regulator", "Justice"))
    place(cast.olga, economy)
    place(cast.sam, regulator)
    place(cast.pavel, justice)
    return economy, regulator, justice


def place(person, agency):
    Delegate.objects.filter(pk=person.pk).update(agency=agency)
    person.agency = agency
