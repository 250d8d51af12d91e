"""Who of us is to be at which meetings, asked from the side of the meetings: duties stand on these."""

from typing import Any

from django.apps import apps
from django.db.models import Prefetch, Q

from delegation.models.committees import Membership
from delegation.prepared import prepared

# What pages show of who is to be at a meeting.
OF_DUTIES = (
    *("version", "meeting", "delegate", "delegate__name", "delegate__covers", "role", "marking"),
    *("note", "override_reason"),
    *("accepted_at", "refused_at", "in_room_at", "done_at", "handed_over_at", "missed_at", "overridden_by"),
)


def duties_of_members() -> Any:
    """Duties stand on meetings, and not the other way."""
    return apps.get_model("delegation", "Duty").objects


def cover_for(reader: Any) -> Prefetch:
    """The standing duties of a meeting with their people, as `cover`."""
    return Prefetch("duties", _cover(reader), to_attr="cover")


@prepared
def cover_of(reader: Any, *, meetings: Any) -> Any:
    """The standing duties of these meetings with their people."""
    return _cover(reader).filter(meeting__in=meetings)


def _cover(reader: Any) -> Any:
    duties = duties_of_members().visible_to(reader).standing().select_related("delegate").only(*OF_DUTIES)
    return duties.order_by("role", "delegate__name")


def noted_by(delegate: Any) -> Q:
    """Meetings of the committees in which `delegate` takes the notes."""
    parts = Membership.objects.in_force().filter(delegate=delegate.pk, role=Membership.Role.NOTE_TAKER)
    return Q(committee__in=parts.values("committee"))


@prepared
def meetings_of(reader: Any, which: str) -> Any:
    """Keys of the meetings at which a duty of his is so: "standing", "unfinished", "in_room", "awaiting_answer"."""
    duties = getattr(duties_of_members().visible_to(reader).filter(delegate=reader.pk), which)()
    return duties.order_by().values("meeting")


@prepared
def committees_of(reader: Any) -> Any:
    return Membership.objects.in_force().filter(delegate=reader.pk).order_by().values("committee")
