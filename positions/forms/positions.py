"""The form by which a position is begun; its fields are then edited in place."""

from typing import Any

from django import forms

from delegation.forms.records import OperationForm
from positions.models import Position


class PositionForm(OperationForm, forms.ModelForm):
    class Meta:
        model = Position
        fields = Position.FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].required = True
