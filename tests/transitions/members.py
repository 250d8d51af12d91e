"""Membership of the delegation in each of its states, and each act upon it, for whoever compares them with the file."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from delegation.actions import invitations, people
from delegation.models import Delegate
from positions.actions import handing_over
from tests import factories as make


class Members:
    """Membership of the delegation: what is looked at is Olga's account, or one newly made."""

    states = ("invited", "active", "leaving", "suspended", "left")
    # Staff keep accounts, and may close one; who ends an access suspends or lets go by the same act.
    keepers = {"invite": {"rosa"}, "announce": {"rosa"}, "suspend": {"rosa", "sol"}}
    # From other states than those of the rows, and why.
    also = {
        "a day of leaving is noted, or mended, of any account": {
            ("announce", state) for state in ("invited", "leaving", "suspended", "left")
        },
        "whoever must lose his access loses it at once": {("suspend", "invited"), ("suspend", "leaving")},
        "who falls ill hands over without a day of leaving": {("hand over", "active"), ("hand over", "invited")},
        "who comes back is let in again, and leaves on his day": {("restore", "left")},
    }

    @staticmethod
    def prepare(world, state, event):
        olga, head = world.cast.olga, world.cast.amara
        if state == "invited":
            Delegate.objects.filter(pk=olga.pk).update(clearance="delegation")
            world.token = invitations.make(olga, by=head)
        if state == "leaving":
            people.change(olga, seen=1, leaves_on=date(2014, 10, 29), by=head)
        if state == "left":
            Delegate.objects.filter(pk=olga.pk).update(leaves_on=date(2014, 10, 28))
        if state in ("suspended", "left"):
            people.end_access(olga, why="To be looked into.", by=head)

    @staticmethod
    def state(world):
        world.record = Delegate.objects.filter(email="new@valdria.example").first()
        if world.record:
            return "invited"
        world.record = Delegate.objects.get(pk=world.cast.olga.pk)
        if not world.record.is_active:
            return "left" if world.record.leaves_on else "suspended"
        if world.record.leaves_on:
            return "leaving"
        return "invited" if world.record.invited_at and not world.record.has_usable_password() else "active"

    @staticmethod
    def activate(world, by):
        """The link is the member's alone."""
        try:
            invitations.accept(world.token if by == world.cast.olga else "no token", password=make.PASSWORD)
        except ValidationError:
            raise PermissionDenied from None

    acts = {
        "invite": lambda world, by: people.invite(name="New", email="new@valdria.example", by=by),
        "activate": activate,
        "announce": lambda world, by: people.change(
            world.record, seen=world.record.version, leaves_on=date(2014, 10, 30), by=by
        ),
        "hand over": lambda world, by: handing_over.let_go(world.record, seen=world.record.version, why="Left.", by=by),
        "suspend": lambda world, by: people.end_access(world.record, why="To be looked into.", by=by),
        "restore": lambda world, by: people.give_access_again(world.record, by=by),
    }
