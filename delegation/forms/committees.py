"""Forms of ad hoc and drafting groups."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.actions.committees import PREFIXES
from delegation.forms.moments import SessionField
from delegation.forms.records import OperationForm
from delegation.models import Committee


class GroupForm(OperationForm):
    """A group that a committee has just set up; what is not known yet is left empty."""

    parent = forms.ModelChoiceField(queryset=Committee.objects.none(), label=_("Under"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, kind.label) for kind in PREFIXES], initial=Committee.Kind.AD_HOC
    )
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As the chair calls it."))
    chair = forms.CharField(label=_("Convener"), max_length=100, required=False)
    works_on = forms.CharField(
        label=_("Text it works on"), max_length=120, required=False, help_text=_("Such as Res 101, Dec 5.")
    )
    remit = forms.CharField(label=_("Mandate"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))
    starts_at = SessionField(label=_("First meeting"), required=False)
    room = forms.CharField(label=_("Room"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Committee.objects.working()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("room") and not cleaned.get("starts_at"):
            raise ValidationError({"starts_at": _("Say when it meets in that room.")})
        return cleaned


class EndForm(OperationForm):
    output = forms.CharField(
        label=_("What came out of it"), max_length=200, help_text=_("Such as DT/24; or that nothing was agreed.")
    )
