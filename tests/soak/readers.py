"""Those who look on: each holds a page open, hears from the stream what changed, and fetches only then."""

import asyncio
import re
import time
from contextlib import suppress

from tests.soak.editors import SIGN_IN
from tests.soak.lines import PATIENCE, Line, Lost, read_head
from tests.soak.words import marks

PARTS = "position points"
TOGETHER, AGAIN, BACK = (
    0.15,
    2,
    1.5,
)  # seconds: before a part is fetched, after a failure, until a stream is tried again
QUIET = 25
WORDS = re.compile(r'<div class="field" id="([^"]+)".*?<div class="words[^>]*>(.*?)</div>', re.DOTALL)


class Reader:
    """Behaves as the scripts of a page do that is open before somebody."""

    def __init__(self, line: Line, page: str) -> None:
        self.line, self.page = line, page
        self.issue = page.strip("/").rpartition("/")[2]
        self.shown: dict[str, list[str]] = {}  # the marks in each field, as it stands on this page
        self.heard = self.fetched = 0
        self.failed: list[tuple[float, int]] = []  # when the server could not do it, and its status
        self._since = ""
        self._stale = asyncio.Event()
        self._etag = ""

    async def open(self) -> None:
        answer = await self.line.get(self.page)
        if answer.status != 200:
            raise RuntimeError(f"A reader got {answer.status} for {self.page}.")
        self._since = re.search(r'data-since="([^"]*)"', answer.text)[1]
        self._take(answer.text)

    async def look(self) -> None:
        """Until cancelled. Raises RuntimeError where it is signed out."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen())
            both.create_task(self._follow())

    async def _listen(self) -> None:
        while True:
            with suppress(OSError, EOFError, TimeoutError, ValueError):
                await self._hear()
            await asyncio.sleep(BACK)

    async def _hear(self) -> None:
        request = self.line.written("GET", f"/live/?since={self._since}")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.line.port)
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(request)
                status, _ = await read_head(reader)
            if status == 401:
                raise RuntimeError("A reader was signed out.")
            while status == 200:
                async with asyncio.timeout(QUIET):
                    self._told((await reader.readuntil(b"\n\n")).decode())
        finally:
            writer.close()

    def _told(self, frame: str) -> None:
        """A frame may be preceded by the length of its chunk."""
        known = dict(line.partition(": ")[::2] for line in frame.splitlines() if ": " in line)
        self._since = known.get("id", self._since)
        event = known.get("event")
        self.heard += event == "change"
        if event in ("lost", "sight") or (event == "change" and f"issue:{self.issue}" in known["data"]):
            self._stale.set()

    async def _follow(self) -> None:
        while True:
            await self._stale.wait()
            await asyncio.sleep(TOGETHER)
            self._stale.clear()
            known = {"If_None_Match": self._etag} if self._etag else {}
            try:
                answer = await self.line.get(self.page, Parts=PARTS, HX_Request="true", **known)
            except Lost:
                answer = None
            if answer and answer.status == 302 and answer.headers["location"].startswith(SIGN_IN):
                raise RuntimeError("A reader was signed out.")
            if answer and answer.status in (200, 304):
                self.fetched += 1
                self._etag = answer.headers.get("etag", self._etag)
                if answer.status == 200:
                    self._take(answer.text)
            else:
                if answer:
                    self.failed.append((time.time(), answer.status))
                self._stale.set()
                await asyncio.sleep(AGAIN)

    def _take(self, html: str) -> None:
        self.shown |= {part: marks(piece) for part, piece in WORDS.findall(html)}


async def until_current(readers: list[Reader], newest, seconds: float) -> float | None:
    """Seconds until every page shows what stands now; None where that takes longer than told.

    newest: answers the marks of each part on each page, as the database has them.
    """
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        stands = await asyncio.to_thread(newest)
        if all(reader.shown.get(part) == known for reader in readers for part, known in stands[reader.page].items()):
            return time.monotonic() - began
        await asyncio.sleep(0.05)
    return None
