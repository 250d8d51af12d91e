"""Records chosen in the administration, by keys that a browser sends."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class KeysOnly:
    """Draws a refused form anew: what cannot be a key is not looked for."""

    choices: Any

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> Any:
        key = self.choices.queryset.model._meta.pk
        return super().optgroups(name, [one for one in value if is_key(key, one)], attrs)


class Chosen(KeysOnly, AutocompleteSelect):
    """One record, found by its letters."""


class ChosenMany(KeysOnly, AutocompleteSelectMultiple):
    """Several records, found by their letters."""


def is_key(key: Any, value: Any) -> bool:
    """Whether `value` can be one; `key` is the field that holds them."""
    try:
        key.to_python(value)
    except ValidationError:
        return False
    return "\0" not in str(value)
