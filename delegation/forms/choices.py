"""Several records chosen at once, by people who may choose at the same time."""

from typing import Any

from django import forms


class ShownChoices(forms.MultipleHiddenInput):
    """What was chosen when the form was shown, to come back with it: also that nothing was."""

    def format_value(self, value: Any) -> list[Any]:
        return super().format_value(value) or [""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [key for key in super().value_from_datadict(data, files, name) or [] if key]


def remember_shown(form: forms.ModelForm) -> None:
    """Let each field of several records carry what it showed."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.show_hidden_initial, field.hidden_widget = True, ShownChoices


def joined(form: forms.ModelForm, name: str) -> list[Any]:
    """What stands, with what was added on the screen and without what was taken away there.

    So what somebody else chose meanwhile stays, and so does what the reader may not see. Two queries.
    """
    field: Any = form.fields[name]
    standing, chosen = list(getattr(form.instance, name).all()), list(form.cleaned_data[name])
    shown_name = form.add_initial_prefix(name)
    if shown_name in form.data:
        shown = set(ShownChoices().value_from_datadict(form.data, form.files, shown_name))
    else:
        shown = {str(one.pk) for one in field.queryset.filter(pk__in=[one.pk for one in standing])}
    others = [one for one in standing if str(one.pk) not in shown and one not in chosen]
    return [*others, *(one for one in chosen if one in standing or str(one.pk) not in shown)]
