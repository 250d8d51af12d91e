"""A member by name, with suggestions: a list of hundreds is no choice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.models import Delegate


class MemberField(forms.CharField):
    """Name or e-mail address; cleans to the member. The page offers the names in a list with the id "members"."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"label": _("Member"), "max_length": 200}
        given["widget"] = forms.TextInput({"list": "members", "autocomplete": "off"})
        super().__init__(**given | kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = list(Delegate.objects.active().named(typed)[:2]) if typed else []
        if typed and not found:
            raise ValidationError(_("No member of this name. Take one of those suggested."))
        if len(found) > 1:
            raise ValidationError(_("Several members bear this name. Write the e-mail address instead."))
        return found[0] if found else None
