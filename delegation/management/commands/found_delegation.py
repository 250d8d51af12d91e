"""Makes the first administrator and the first head, who then invite and confirm everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse

from delegation.access import Function
from delegation.actions import invitations, people
from delegation.models import Delegate

ASKED = {
    "administrator_name": "Name of the administrator",
    "administrator_email": "E-mail address of the administrator",
    "head_name": "Name of the head of delegation",
    "head_email": "E-mail address of the head of delegation",
}


class Command(BaseCommand):
    help = (
        "Makes the first administrator and the first head of delegation and prints an invitation link for each. "
        "Asks for what is not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, words in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)
        parser.add_argument(
            "--address", default="http://localhost:8000", help="where members reach Placard (default: %(default)s)"
        )

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        refuse_where_members_exist()
        given = {name: (options[name] or self.ask(words)).strip() for name, words in ASKED.items()}
        try:
            validate_email(given["administrator_email"])
            validate_email(given["head_email"])
            with transaction.atomic(), connection.cursor() as cursor:
                # Two who found at once: the second waits here, and finds members.
                cursor.execute("LOCK TABLE delegation_delegate IN SHARE ROW EXCLUSIVE MODE")
                refuse_where_members_exist()
                invited = found(**given)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        for person, token in invited:
            link = address.rstrip("/") + reverse("invitation", args=[token])
            self.stdout.write(f"\n{person.get_function_display()}: {person.name} <{person.email}>\n  {link}")
        self.stdout.write(
            f"\nEach link lets its reader choose a password once, within {invitations.DAYS} days: "
            "give it to that person alone."
        )

    def ask(self, words: str) -> str:
        try:
            answer = input(f"{words}: ")
        except EOFError:
            answer = ""
        if not answer.strip():
            raise CommandError(f"{words}: nothing was given.")
        return answer


def refuse_where_members_exist() -> None:
    if Delegate.objects.exists():
        raise CommandError("This delegation has members already: an administrator invites the others.")


def found(
    *, administrator_name: str, administrator_email: str, head_name: str, head_email: str
) -> list[tuple[Delegate, str]]:
    """The two members, each with the token of the invitation. One person may not be both: acts take two."""
    if administrator_email.casefold() == head_email.casefold():
        raise ValidationError("Administrator and head are two people: give two addresses.")
    administrator = people.invite(name=administrator_name, email=administrator_email, is_staff=True, by=None)
    head = people.invite(name=head_name, email=head_email, by=None)
    head = people.change(head, seen=head.version, function=Function.HEAD, by=None).record
    return [(person, invitations.make(person, by=None)) for person in (administrator, head)]
