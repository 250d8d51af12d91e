"""What goes wrong, and when: on the way to the server, with the server, and with its database."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from random import Random

from tests.soak.cluster import SoakCluster
from tests.soak.server import Server

# Of a hundred saves: sent twice, at once or later; the answer not waited for; the body cut off.
HOWS = {"twice": 5, "later": 5, "dropped": 10, "cut": 5}
KILL, RESTART, CRASH = "server killed", "database restarted", "database crashed"
EVERY = (8, 20)  # seconds between two deaths of the server


def chosen_fault(chance: Random) -> str:
    """How a save is sent."""
    return chance.choices([*HOWS, "whole"], [*HOWS.values(), 100 - sum(HOWS.values())])[0]


def timetable(seconds: float, chance: Random) -> list[tuple[float, str]]:
    """Seconds from the beginning, in order: the server is killed often, the database is stopped twice, once hard."""
    stops = [RESTART, CRASH]
    chance.shuffle(stops)
    acts = [(seconds * (0.15 + 0.1 * chance.random()), stops[0]), (seconds * (0.55 + 0.1 * chance.random()), stops[1])]
    every = [min(one, seconds / 3) for one in EVERY]
    at = chance.uniform(*every)
    while at < seconds * 0.9:
        acts.append((at, KILL))
        at += chance.uniform(*every)
    return sorted(acts)


@dataclass
class Troubles:
    """Carries out a timetable; `away` holds when the server or its database was not there."""

    server: Server
    cluster: SoakCluster
    chance: Random

    def __post_init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.away: list[tuple[float, float]] = []

    async def befall(self, acts: list[tuple[float, str]]) -> None:
        began = time.monotonic()
        for at, act in acts:
            await asyncio.sleep(max(0, began + at - time.monotonic()))
            went = time.time()
            await self._befall(act)
            self.away.append((went, time.time()))
            self.counted[act] += 1
            await asyncio.sleep(1)  # in which something may be answered

    async def _befall(self, act: str) -> None:
        if act == KILL:
            self.server.kill()
            await asyncio.sleep(self.chance.random() * 2)
            self.server.start()
        else:
            await asyncio.to_thread(self.cluster.crash if act == CRASH else self.cluster.stop)
            await asyncio.sleep(self.chance.random())
            await asyncio.to_thread(self.cluster.start)
        await self.server.answering()
