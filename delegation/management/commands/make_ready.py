"""Brings a database up to date before the server starts; fills an empty embedded one with the sample."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from delegation.models import Conference, Delegate
from delegation.start import kept_secret

FOUND = "python manage.py found_delegation"
LINES_OF_PROGRESS = 8  # where no line can be written over


class ToldMigrate(Migrate):
    """Django's own, which says at each step how far it is: on a terminal in one line, else in a few."""

    def __init__(self, out: OutputWrapper) -> None:
        super().__init__()
        self.out = out
        executor = MigrationExecutor(connection)
        self.steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        self.done = 0

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        finally:
            if self.out.isatty() and 0 < self.done < self.steps:
                self.out.write("")  # so that the complaint stands on a line of its own

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action != "apply_success":
            return
        before, self.done = self.done, self.done + 1
        words = f"  step {self.done} of {self.steps}: {migration.app_label}"
        if self.out.isatty():
            self.out.write(f"\r\033[K{words}", ending="\n" if self.done == self.steps else "")
            self.out.flush()
        elif self.done * LINES_OF_PROGRESS // self.steps > before * LINES_OF_PROGRESS // self.steps:
            self.out.write(words)


class Command(BaseCommand):
    help = "Brings the database and the static files up to date; `make run` calls it before the server starts."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", help="the sample conference to load where there is none yet")

    def handle(self, *args: Any, sample: str | None, **options: Any) -> None:
        refuse_foreign_tables()
        self.stdout.write("Bringing the database up to date …")
        call_command(ToldMigrate(self.stdout), interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if sample and not Conference.objects.exists():
            self.stdout.write("Loading the sample conference …")
            password = settings.VAR / "sample-password"
            kept_secret(password, 16)
            call_command("load_conference", sample, "--sample-password-file", str(password), stdout=self.stdout)
        if Conference.objects.filter(is_sample=True).exists():
            call_command("sample_sign_in", stdout=self.stdout)
        elif not Delegate.objects.exists():
            self.stdout.write(
                f"There is no member yet. The first administrator and the first head are made by\n  {FOUND}"
            )


def refuse_foreign_tables() -> None:
    """Placard's tables are recognised by its migrations; half of a first start must not count as foreign."""
    tables = set(connection.introspection.table_names())
    if MigrationRecorder.Migration._meta.db_table in tables:
        recorded = MigrationRecorder(connection).applied_migrations()
        if any(app == "delegation" for app, _ in recorded):
            return
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        "django_migrations",
        "cache",
    }
    foreign = sorted(name for name in tables - ours if not name.startswith("procrastinate_"))
    if foreign:
        raise CommandError(
            f"The database {connection.settings_dict['NAME']} holds tables of something else ({foreign[0]}): "
            "it is left as it was; give Placard a database of its own."
        )
