"""The form by which a rehearsal jumps to another moment."""

from django.utils.translation import gettext_lazy as _

from delegation.forms.moments import MomentField
from delegation.forms.records import OperationForm


class JumpForm(OperationForm):
    to = MomentField(label=_("It is now"))
