"""Inputs that stay cheap with many choices."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class Choice(forms.Select):
    """A select written in one go: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key or "") == chosen else "", label)
                for key, label in ((getattr(key, "value", key), label) for key, label in self.choices)
            ),
        )
        return format_html("<select{}>{}</select>", _written(self.build_attrs(self.attrs, attrs), name), options)


class Suggested(forms.TextInput):
    """A text box with suggestions fetched as one types: texts, documents, sources."""

    def __init__(self, of: str, attrs: dict[str, Any] | None = None) -> None:
        self.of = of
        super().__init__(attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        given |= {
            "list": f"{given.get('id', name)}_suggestions",
            "autocomplete": "off",
            "hx-get": f"{reverse_lazy('proposal-suggestions')}?of={self.of}&as={name}",
            "hx-trigger": "focus once, input changed delay:200ms",
            "hx-target": f"#{given.get('id', name)}_suggestions",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
        }
        if value not in (None, ""):
            given["value"] = str(value)
        return format_html('<input type="text"{}><datalist id="{}"></datalist>', _written(given, name), given["list"])


def _written(attrs: dict[str, Any], name: str) -> SafeString:
    given = {"name": name} | {key: value for key, value in attrs.items() if value is not False and value is not None}
    return format_html_join("", ' {}="{}"', ((key, "" if value is True else value) for key, value in given.items()))
