"""What a member may be, how a record may be marked, and who reads which marking whatever the issue."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Clearance(models.TextChoices):
    DELEGATION = "delegation", _("Delegation")
    GOVERNMENT = "government", _("Government")


class Marking(models.TextChoices):
    """Sets of readers, not a ladder."""

    DELEGATION = "delegation", _("Delegation")
    GOVERNMENT = "government", _("Government")
    CORE = "core", _("Core")
    ELECTIONS = "elections", _("Elections")


class Function(models.TextChoices):
    HEAD = "head", _("Head of delegation")
    DEPUTY = "deputy", _("Deputy head of delegation")
    SECRETARY = "secretary", _("Delegation secretary")
    DELEGATE = "delegate", _("Delegate")
    ADVISER = "adviser", _("Adviser")
    CAPITAL = "capital", _("Capital")
    ELECTION_DESK = "election_desk", _("Election desk")


HEADS = (Function.HEAD, Function.DEPUTY)
CORE_READERS = (*HEADS, Function.CAPITAL)
ELECTIONS_READERS = (*HEADS, Function.ELECTION_DESK)
EDITORS = (*HEADS, Function.SECRETARY)
ISSUERS = (*HEADS, Function.CAPITAL)
# Whoever holds one of these is cleared government: the database refuses anything else.
CLEARED_FUNCTIONS = (*HEADS, Function.SECRETARY, Function.CAPITAL, Function.ELECTION_DESK)

# What may lie on a member's own device; the others stay on the server.
KEPT_ON_DEVICES = (Marking.DELEGATION, Marking.GOVERNMENT)

# How much a marking hides, for the strictest of a parent's; neither of the last two includes the other.
STRICTNESS = {Marking.DELEGATION: 0, Marking.GOVERNMENT: 1, Marking.CORE: 2, Marking.ELECTIONS: 2}
