"""Many editors on few fields, through the real server, while it is killed and its database stopped; then the verdict.

Exit status: 0 where nothing was lost and nothing doubled, 1 where something was, 130 where it was stopped.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import django

from tests.soak.cluster import RUN, SoakCluster

ROOT = Path(__file__).parents[2]
FAULTS = ("synchronous_commit", "operation", "version")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--fields", type=int, default=20)
    parser.add_argument("--think", type=float, default=1.0, help="seconds from a save to the next, on the average")
    parser.add_argument("--planted", choices=FAULTS, help="a fault, which must be found")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "soak", help="of the database and the logs")
    parser.add_argument("--kept", action="store_true", help="keep the folder, for another run")
    return parser.parse_args()


options = arguments()
cluster = SoakCluster(options.folder)
os.environ |= {
    "DATABASE_URL": cluster.url.rpartition("/")[0] + f"/{RUN}",
    "DJANGO_SETTINGS_MODULE": "delegation.settings",
    "SECRET_KEY": "a key for the soak only",
    "STATIC_FROM_SOURCE": "1",
    "VAR_DIR": str(options.folder),
    "DEBUG": "0",
}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.soak.course import run  # noqa: E402
from tests.soak.report import shown  # noqa: E402


def main() -> int:
    print(
        f"Seed {options.seed}: {options.editors} editors on {options.fields} fields, {options.seconds:g} s.", flush=True
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    is_good = False
    try:
        if not options.kept:
            cluster.remove()
        cluster.start()
        make_ready()
        outcome = run(options, cluster)
        is_good = outcome.verdict.is_good
        print(shown(outcome), flush=True)
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped: no verdict.", flush=True)
        return 130
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        with suppress(FileNotFoundError):
            clear(is_good)
    return 0 if is_good else 1


def make_ready() -> None:
    """The tables once for each folder; then a database for this run alone."""
    if not cluster.is_ready():
        print("Making the database …", flush=True)
        cluster.make("making")
        connection.settings_dict["NAME"] = "making"
        call_command("migrate", verbosity=0)
        connection.close()
        cluster.rename_to_ready("making")
        connection.settings_dict["NAME"] = RUN
    cluster.begin_run()


def clear(is_good: bool) -> None:
    """What failed is kept, to be looked at."""
    connection.close()
    if is_good and not options.kept:
        cluster.remove()
        shutil.rmtree(options.folder, ignore_errors=True)
    else:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
