"""python -m delegation.embedded --data var/dev [--unsynced] (start | stop | remove | status | url | run -- COMMAND)"""

import argparse
import os
import signal
import subprocess
import sys
from contextlib import suppress

from delegation.embedded.account import DatabaseUnusable
from delegation.embedded.cluster import Cluster


def run(cluster: Cluster, command: list[str]) -> int:
    """The command's exit status, with DATABASE_URL set; the server ends with it if it was started for it.

    Ctrl-C reaches the command by itself; a request to end is passed on. Neither may interrupt a start half-way.
    """
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: received.append(number))
    started = cluster.start()
    try:
        if received:
            return 128 + received[0]
        with subprocess.Popen(command, env=os.environ | {"DATABASE_URL": cluster.url}) as child:
            while child.poll() is None:
                if received and received.pop() != signal.SIGINT:
                    child.terminate()
                with suppress(subprocess.TimeoutExpired):
                    child.wait(timeout=0.2)
        return child.returncode if child.returncode >= 0 else 128 - child.returncode
    except FileNotFoundError:
        print(f"There is no command {command[0]}.", file=sys.stderr)
        return 127
    finally:
        if started:
            cluster.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m delegation.embedded", description="The embedded PostgreSQL.")
    parser.add_argument("--data", required=True, help="the folder of the cluster")
    parser.add_argument("--unsynced", action="store_true", help="fast, and lost with the machine: for tests")
    parser.add_argument("act", choices=["start", "stop", "remove", "status", "url", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="after run: what to run with DATABASE_URL set")
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if bool(command) != (options.act == "run"):
        parser.error("a command belongs to run, and run needs one")
    try:
        cluster = Cluster(options.data, unsynced=options.unsynced)
        if options.act == "run":
            return run(cluster, command)
        if options.act == "start":
            cluster.start()
        elif options.act == "stop":
            cluster.stop()
        elif options.act == "remove":
            cluster.remove()
        elif options.act == "status":
            print("running" if cluster.is_running() else "stopped")
            return 0 if cluster.is_running() else 3
        if options.act in ("start", "url"):
            print(cluster.url)
    except DatabaseUnusable as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
