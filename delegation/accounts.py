"""How members sign in: by invitation only, with what allauth brings."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from delegation.models import Delegate


class MembersOnly(DefaultAccountAdapter):
    """Nobody signs up: an administrator invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def display(delegate: Delegate) -> str:
    return delegate.name
