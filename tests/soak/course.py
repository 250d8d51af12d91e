"""One run: members and texts, the server, the editors and the readers, what befalls them, and the verdict."""

import asyncio
import os
import signal
import time
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from django.db import connection, connections

from tests.soak import logs
from tests.soak.cluster import SoakCluster
from tests.soak.editors import Course, Editor
from tests.soak.faults import CRASH, Troubles, timetable
from tests.soak.fill import Filled, fill
from tests.soak.lines import Line
from tests.soak.readers import Reader, until_current
from tests.soak.server import Server
from tests.soak.verdict import Verdict, judge
from tests.soak.words import marks

CURRENT_WITHIN = 5  # seconds
AT_ONCE = 3  # sign in


@dataclass
class Seen:
    """What was seen while it ran."""

    befell: Counter[str]
    away: list[tuple[float, float]]  # when the server or its database was not there
    seconds: float
    fetched: int  # by readers
    heard: int
    current_after: float | None  # seconds from the last save until every reader shows what stands
    signed_out: list[str]
    failed: list[tuple[float, int]]  # fetches of readers


@dataclass
class Outcome:
    verdict: Verdict
    seen: Seen
    gap: float  # the longest time in which nobody got an answer


def run(options: Namespace, cluster: SoakCluster) -> Outcome:
    folder = options.folder / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    chance = Random(options.seed)
    filled = fill(chance, members=options.editors, fields=options.fields)
    connection.close()  # it would not outlive the database
    cluster.sync(options.planted != "synchronous_commit")
    entry = "tests.soak.faulty:application" if options.planted else "delegation.asgi:application"
    server = Server(os.environ | {"PLANTED": options.planted or ""}, options.folder / "server.log", entry=entry)
    try:
        server.start()
        seen = asyncio.run(_observed(options, cluster, server, filled, folder))
    finally:
        server.kill()
    return _judged(logs.read(folder), filled, seen)


async def _observed(options: Namespace, cluster: SoakCluster, server: Server, filled: Filled, folder: Path) -> Seen:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    await server.answering()
    course = Course(filled, server.port, options.think, adding=0.4 if options.planted == "operation" else 0.03)
    editors = []
    for number, email in enumerate(filled.members):
        log = logs.Log(folder / f"editor{number:02}.jsonl")
        editors.append(Editor(number, email, course, log, Random(f"{options.seed} {number}")))
    for some in range(0, len(editors), AT_ONCE):
        await asyncio.gather(*(editor.sign_in() for editor in editors[some : some + AT_ONCE]))
    readers = [
        Reader(Line(server.port, one.line.cookies), page) for page, one in zip(filled.pages, editors, strict=False)
    ]
    for reader in readers:
        await reader.open()
    await asyncio.to_thread(cluster.write_out)
    troubles = Troubles(server, cluster, Random(f"{options.seed} troubles"))
    acts = timetable(options.seconds, troubles.chance)
    if options.planted:
        acts = [(options.seconds * 0.8, CRASH)] if options.planted == "synchronous_commit" else []
    print(f"{len(editors)} are signed in and begin.", flush=True)
    began = time.monotonic()
    course.until = began + options.seconds
    looking = [asyncio.create_task(reader.look()) for reader in readers]
    async with asyncio.TaskGroup() as working:
        for editor in editors:
            working.create_task(editor.work())
        working.create_task(troubles.befall(acts))
    current_after = await until_current(readers, lambda: _newest(filled), CURRENT_WITHIN)
    signed_out = [repr(task.exception()) for task in looking if task.done()]
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    return Seen(
        befell=troubles.counted,
        away=troubles.away,
        seconds=time.monotonic() - began,
        fetched=sum(reader.fetched for reader in readers),
        heard=sum(reader.heard for reader in readers),
        current_after=current_after,
        signed_out=signed_out,
        failed=[one for reader in readers for one in reader.failed],
    )


def _newest(filled: Filled) -> dict[str, dict[str, list[str]]]:
    """By page and part, as the database has it."""
    stands: dict[str, dict[str, list[str]]] = {page: {} for page in filled.pages}
    for record in {known.record for known in filled.fields}:
        record.refresh_from_db()
    for known in filled.fields:
        stands[known.page][known.part] = marks(getattr(known.record, known.column))
    connections.close_all()  # this thread has one of its own
    return stands


def _judged(read: logs.Logs, filled: Filled, seen: Seen) -> Outcome:
    verdict = judge(read, filled)
    for at, status in (*read.failed, *seen.failed):
        if not any(began - 0.5 < at < ended + 2 for began, ended in seen.away):
            verdict.find("strange", f"{status} at {time.strftime('%X', time.localtime(at))}, when nothing was away")
    for sentence in seen.signed_out:
        verdict.find("strange", sentence)
    if seen.current_after is None:
        verdict.find("behind", f"a page did not show what stands {CURRENT_WITHIN} seconds after the last save")
    gap = max((later - earlier for earlier, later in pairwise(read.answered_at)), default=0)
    return Outcome(verdict, seen, gap)
