"""The file that somebody uploads, and the answer to its preview."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegation.imports import sheets, tables
from delegation.imports.rows import Row
from delegation.imports.sheets import Sheet
from delegation.imports.tables import NotATable


class FileForm(forms.Form):
    """`rows` holds the rows of a valid file."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, with the names of the columns in its first line.")
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.rows: list[Row] = []
        self.fields["file"].widget.attrs["accept"] = sheet.kinds
        if ".ics" in sheet.kinds:
            self.fields["file"].help_text = _(
                "CSV or XLSX, with the names of the columns in its first line; or a calendar (.ics)."
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            if file.size > tables.LARGEST_FILE:
                raise NotATable(tables.too_large())
            self.rows = self.sheet.rows(self.sheet.read(file.read(), file.name))
        except NotATable as error:
            raise ValidationError(str(error)) from error
        return file


class PreviewForm(forms.Form):
    """`rows` holds the rows that were previewed, where the form still holds what was signed."""

    rows_signed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.by = sheet, by
        self.rows: list[Row] = []

    def clean_rows_signed(self) -> str:
        text = self.cleaned_data["rows_signed"]
        try:
            self.rows = sheets.unsigned(self.sheet, text, by=self.by)
        except NotATable as error:
            raise ValidationError(str(error)) from error
        return text
