"""Forms that know which version of a record was on the screen."""

import hashlib
from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from delegation.forms.choices import joined, remember_shown
from delegation.versions import read_key, read_version


class MeasureInput(forms.HiddenInput):
    """Filled in as the form is sent: shown again, it does not measure by what was refused what is put right."""

    def format_value(self, value: Any) -> None:
        return None


class OperationForm(forms.Form):
    """What every save carries: an id made for it, and length and digest of its words."""

    operation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    length = forms.IntegerField(widget=MeasureInput, required=False, min_value=0)
    digest = forms.CharField(widget=MeasureInput, required=False, max_length=64)

    data: QueryDict
    CARRIED: tuple[str, ...] = ("seen", "operation", "length", "digest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                _name_empty_choice(field)

    def clean_operation(self) -> Any:
        sent = self.cleaned_data["operation"]
        key = read_key(sent) if sent else None
        if sent and key is None:
            raise ValidationError(_("The id of this save is not one. Load the page again."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        words = self._words()
        if cleaned.get("length") is not None and cleaned["length"] != len(words):
            raise ValidationError(_("Not everything arrived. Nothing was saved: save again."))
        if cleaned.get("digest") and cleaned["digest"] != hashlib.sha256(words).hexdigest():
            raise ValidationError(_("What arrived is not what was sent. Nothing was saved: save again."))
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and isinstance(cleaned.get(name), str):
                cleaned[name] = cleaned[name].replace("\r\n", "\n")
        return cleaned

    def _words(self) -> bytes:
        """The text areas as the browser had them: line ends as LF, in order, joined by U+0000."""
        areas = [
            self.data.get(self.add_prefix(name)) or ""
            for name, field in self.fields.items()
            if isinstance(field.widget, forms.Textarea)
        ]
        return "\0".join(area.replace("\r\n", "\n") for area in areas).encode("utf-8", "surrogatepass")

    @property
    def values(self) -> dict[str, Any]:
        """What the form is about, without what it carries along."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.CARRIED}

    @cached_property
    def content_digest(self) -> str:
        """SHA-256 of all that was sent, asked for before anything is put in its place: the same operation with other
        content is another save."""
        sent = sorted(
            (name, self.data.getlist(name))
            for name in self.data
            if (name in self.fields or name == "answer") and name not in ("operation", "length", "digest")
        )
        return hashlib.sha256(repr(sent).encode("utf-8", "surrogatepass")).hexdigest()


def _name_empty_choice(field: Any) -> None:
    """In words, where Django would show a row of dashes."""
    words = _("choose") if field.required else _("none")
    [(_empty, dashes)] = BLANK_CHOICE_DASH
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label == dashes else field.empty_label
    else:
        field.choices = [(value, words if label == dashes else label) for value, label in field.choices]


class ReasonForm(OperationForm):
    """For an act that one has to give a reason for."""

    why = forms.CharField(label=_("Why"), max_length=200)


class SeenForm(OperationForm):
    """A form that says which version of the record was on the screen."""

    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("This was filled in by somebody else meanwhile. Leave it to see what stands.")},
    )

    def clean_seen(self) -> int:
        version = read_version(self.cleaned_data["seen"])
        if version is None:
            raise ValidationError(_("This form does not say which version it was made from. Load the page again."))
        return version

    def carry(self, **carried: Any) -> None:
        """What the next save of this editor carries; it is another operation."""
        self.data = self.data.copy()
        for name, value in ({"operation": ""} | carried).items():
            self.data[name] = "" if value is None else str(value)


class SeenReasonForm(SeenForm, ReasonForm):
    """As ReasonForm, for an answer to what was on the screen."""


class VersionedForm(SeenForm, forms.ModelForm):
    """A model form that remembers which version of the record was on the screen.

    sent: the last save of the same editor, whose words it goes on from. began: after a conflict, the version from
    which one's own words come, `seen` being the one beside them.
    """

    sent = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    began = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    CARRIED = (*SeenForm.CARRIED, "sent", "began")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        remember_shown(self)

    def clean_sent(self) -> UUID | None:
        return read_key(self.cleaned_data["sent"])

    def clean_began(self) -> int | None:
        return read_version(self.cleaned_data["began"])

    @property
    def values(self) -> dict[str, Any]:
        several = {name for name, field in self.fields.items() if isinstance(field, forms.ModelMultipleChoiceField)}
        return {name: joined(self, name) if name in several else value for name, value in super().values.items()}

    def put(self, **said: Any) -> None:
        """Show, and save, other words than those that were sent, by which the save is still known."""
        assert self.content_digest
        self.cleaned_data |= said
        self.data = self.data.copy()
        for name, value in said.items():
            self.data[self.add_prefix(name)] = value


@cache
def form_of(model: type[models.Model], *names: str) -> type[VersionedForm]:
    """The form of these fields of `model`, to be edited in place."""
    made: Any = forms.modelform_factory(model, form=VersionedForm, fields=names)
    return made
