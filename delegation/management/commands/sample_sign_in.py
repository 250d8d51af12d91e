"""How to sign in as each member of the sample delegation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delegation.models import Conference, Delegate


class Command(BaseCommand):
    help = "Lists the members of the sample delegation with the e-mail address to sign in by."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Conference.objects.filter(is_sample=True).exists():
            raise CommandError("This is no sample conference: its members sign in with what they chose.")
        rows = [("function", "clearance", "sign in as", "what they do")]
        for member in Delegate.objects.active().in_order():
            staff = ", administrator" if member.is_staff else ""
            function = f"{member.get_function_display()}{staff}"
            rows.append((function, str(member.get_clearance_display()), member.email, member.covers))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        self.stdout.write("")
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        password = settings.VAR / "sample-password"
        if password.exists():
            self.stdout.write(f"\nThe password of each is the line in {password}.")
        else:
            self.stdout.write(
                f"\nThe password was in {password}, which is gone: python manage.py changepassword E-MAIL."
            )
