"""Fields that take a number, symbol or name as typed and answer with what it means."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from delegation.models import MemberState
from positions import reading
from positions.actions.texts import canonical
from positions.forms.widgets import Suggested
from positions.models import Document, Text
from positions.numbers.references import Unreadable, read_sources


class SourceField(forms.CharField):
    """Who files: an ITU symbol, the code or another name of a group, or the name of a State; cleans to the symbol."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=Suggested("source"), **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return read_sources([typed], reading.sources(), typed)[0]
        except Unreadable as unreadable:
            if symbol := MemberState.objects.filter(name__iexact=typed).values_list("symbol", flat=True).first():
                return symbol
            raise ValidationError(reading.in_words(unreadable)) from unreadable


class TextField(forms.CharField):
    """A text as people call it; cleans to the one text of that name that `reader` may see."""

    reader: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, widget=Suggested("text"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return name_of(Text.objects.visible_to(self.reader), value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        texts = Text.objects.visible_to(self.reader).current()
        found = list(texts.called(canonical(typed))[:2])
        if len(found) != 1:
            raise ValidationError(_("No text is called “%(name)s”; write for example Res 102."), params={"name": typed})
        return found[0]


class DocumentField(forms.CharField):
    """A document by its symbol; cleans to the document, which `reader` may see."""

    reader: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=Suggested("document"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return name_of(Document.objects.visible_to(self.reader), value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        reference = reading.read_document(typed)
        found = Document.objects.visible_to(self.reader).current().of(reference).first()
        if found is None:
            raise ValidationError(_("Document %(symbol)s is not in Placard yet."), params={"symbol": typed})
        return found


def name_of(records: QuerySet, value: Any) -> Any:
    """What stands in the box: the name of the record whose key the form was made with, or what was typed."""
    if value is None or isinstance(value, str):
        return value
    return str(value if isinstance(value, records.model) else records.filter(pk=value).first() or "")
