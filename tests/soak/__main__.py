"""Many editors on few fields, through the real server, while it is killed and its database stopped; then the verdict.

Exit status: 0 where nothing was lost and nothing doubled, 1 where something was, 130 where it was stopped.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
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

from django.db import connection  # noqa: E402

from tests.ready import renew  # noqa: E402
from tests.soak.course import run  # noqa: E402
from tests.soak.report import shown  # noqa: E402


def main() -> int:
    print(
        f"Seed {options.seed}: {options.editors} editors on {options.fields} fields, {options.seconds:g} s.", flush=True
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        cluster.start()
        renew(RUN)
        outcome = run(options, cluster)
        print(shown(outcome), flush=True)
        return 0 if outcome.verdict.is_good else 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped: no verdict.", flush=True)
        return 130
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        connection.close()
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
