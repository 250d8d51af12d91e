"""How members sign in: by invitation only, with what allauth brings."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from delegation.models import Delegate


class MembersOnly(DefaultAccountAdapter):
    """Nobody signs up: an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: Delegate, email: str, context: dict[str, Any]) -> None:
        """A new password for who is cleared above Delegation takes two people: no mail opens that door."""
        if not user.is_cleared:
            super().send_password_reset_mail(user, email, context)


def display(delegate: Delegate) -> str:
    return delegate.name


def is_session_key(text: str) -> bool:
    """Whether it can be one; what cannot is not looked for, as the database refuses some of it."""
    return text.isalnum()
