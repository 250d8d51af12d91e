"""Forms about one's own account, and the answers to invitations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import OperationForm, VersionedForm
from delegation.models import Delegate

NEW_PASSWORD = {"autocomplete": "new-password"}


class InvitationForm(forms.Form):
    """Two times the same, because nobody can look it up afterwards."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    again = forms.CharField(label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            raise ValidationError({"again": _("The two passwords differ.")})
        return cleaned


class PreferencesForm(VersionedForm):
    class Meta:
        model = Delegate
        fields = ("name", "theme", "mail", "single_keys")
        widgets = {"theme": forms.RadioSelect, "mail": forms.RadioSelect}
        help_texts = {"mail": _("A mail says that something waits and where, never what.")}
        labels = {"single_keys": _("Single-key shortcuts: j and k walk through lists, e edits, / searches")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mail"].required = False

    def clean_mail(self) -> str:
        """A page that was opened before it was asked leaves it as it is."""
        return self.cleaned_data["mail"] or self.instance.mail


class ConfirmingForm(OperationForm):
    """address: of the member whom it clears, as it was shown."""

    address = forms.CharField(widget=forms.HiddenInput, required=False, max_length=254)


class EmailForm(OperationForm):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
