"""Fills or updates the conference from a folder of files, as docs/conference-data.md describes them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from delegation.actions.loading import give_password
from delegation.imports.folder import Folder
from delegation.imports.load import load
from delegation.imports.rows import State


class Command(BaseCommand):
    help = "Loads a conference from a folder of CSV files: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="described in docs/conference-data.md")
        parser.add_argument("--check", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--sample-password-file",
            type=Path,
            help="a file with one word: the password of every invented member of a sample conference",
        )

    def handle(self, *args: Any, folder: Path, check: bool, sample_password_file: Path | None, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        with transaction.atomic():
            read = load(folder, check_only=check)
            problems = read.all_problems()
            if sample_password_file and not check and not problems:
                self.give_password(read, sample_password_file)
        self.show(read)
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"Nothing was loaded. Mistakes: {len(problems)}, listed above.")
        if check:
            self.stdout.write("Nothing is wrong, and nothing was written.")

    def give_password(self, read: Folder, path: Path) -> None:
        if not read.conference or not read.conference.is_sample:
            raise CommandError("Only the invented members of a sample conference share a password.")
        try:
            give_password(path)
        except (OSError, ValueError) as error:
            raise CommandError(f"The password of the sample cannot be read from {path}: {error}.") from error

    def show(self, read: Folder) -> None:
        counts = read.counts()
        if not counts:
            return
        width = max(map(len, counts))
        self.stdout.write(" " * width + "".join(f"{state.value:>9}" for state in State))
        for file, by_state in counts.items():
            self.stdout.write(f"{file:{width}}" + "".join(f"{by_state[state] or '·':>9}" for state in State))
