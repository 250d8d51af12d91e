"""What must be so of a question before capital is asked: all of it is filled, and there is time to answer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from delegation import clock
from positions.models import GuidanceRequest
from positions.models.needed_by import in_both_zones


def require_whole(request: GuidanceRequest) -> None:
    """Raises ValidationError, of each field that lacks."""
    if lacking := request.lacks:
        words = _("Capital cannot answer without this: %(field)s.")
        raise ValidationError({name: words % {"field": label} for name, label in lacking.items()})
    require_to_come(request)


def require_to_come(request: GuidanceRequest, moment: datetime | None = None) -> None:
    """moment: by which it is needed now, if by another. Raises ValidationError with the times here and in capital."""
    moment = moment or request.needed_by
    if moment and moment <= clock.now():
        words = _("%(when)s has passed: it is %(now)s. Say by when the answer is needed.")
        raise ValidationError({"needed_by": words % {"when": in_both_zones(moment), "now": in_both_zones(clock.now())}})
