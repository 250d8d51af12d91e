"""Making and ending the secret address of a member's calendar."""

import hashlib
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.utils import timezone

from delegation.models import Delegate, Feed


def make(*, by: Any) -> str:
    """The secret of a new address; the one before it ends. It is shown once: only its digest is kept."""
    secret = token_urlsafe(32)
    with transaction.atomic():
        Delegate.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # who makes two at once, keeps one
        revoke(by)
        Feed.objects.create(delegate=by, digest=digest_of(secret), made_at=timezone.now())
    return secret


def revoke(person: Any) -> None:
    """End the member's address, where there is one."""
    Feed.objects.standing(person).update(revoked_at=timezone.now())


def digest_of(secret: str) -> str:
    """The secret has 256 random bits: it needs no salt, and a plain digest finds its row."""
    return hashlib.sha256(secret.encode()).hexdigest()
