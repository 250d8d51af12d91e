"""Forms by which agencies are asked to agree to a text, and answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import OperationForm, SeenForm
from delegation.models import Agency
from positions.models import Clearance


class AnswerForm(SeenForm):
    """settled: by the button that is pressed."""

    settled = forms.ChoiceField(
        choices=Clearance.Settled.choices, error_messages={"required": _("Say what your agency says to it.")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where it objects: what would have to change."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskAgenciesForm(OperationForm):
    """others: agencies that have not been asked yet."""

    agencies = forms.ModelMultipleChoiceField(
        label=_("Agencies to ask"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one agency.")},
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = others  # type: ignore[attr-defined]
