"""Time from a save to the last browser that hears of it, beside a bare hub in the same run; memory; processor time."""

import asyncio
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.async_api import async_playwright

from delegation.access import Marking
from delegation.live import announce
from delegation.models import Delegate
from positions.models import TalkingPoint
from tests.listening import session_of

READERS, SAVES = (2, 50, 200), 20
STEADY = 60  # seconds of two events each
SCREENS = 50
TOKEN = "a" * 32


def measure_stream(port, lead, *, bare_port) -> None:
    """Prints two tables. port: of a running server, on a filled database. bare_port: free, for the bare hub."""
    saver = Saver(port, lead)
    members = list(Delegate.objects.filter(function="delegate", assignments=None)[: READERS[-1]])
    uncleared = [member.pk for member in members[READERS[-1] // 2 :]]
    Delegate.objects.filter(pk__in=uncleared).update(clearance="delegation", cleared_on=None)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={session_of(member)}" for member in members]
    known = connection.settings_dict
    conninfo = f"host={known['HOST']} user={known['USER']} dbname={known['NAME']}"
    bare = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "tests.bench.bare_hub:application", "--port", str(bare_port)),
            *("--log-level", "critical", "--lifespan", "off", "--timeout-graceful-shutdown", "1"),
        ],
        env=os.environ | {"BENCH_CONNINFO": conninfo},
    )
    try:
        _wait_for(bare_port)
        asyncio.run(_measured(saver, port, bare_port, cookies))
    finally:
        bare.terminate()
        bare.wait(20)


def _wait_for(port) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("The bare hub did not start.")


class Saver:
    """One member who changes one talking point, over HTTP as a browser does."""

    def __init__(self, port, lead) -> None:
        self.point = TalkingPoint.objects.filter(issue__assignments__delegate=lead).first()
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(lead)}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "HX-Target": "point",
        }

    def save(self, number) -> float:
        """When it was begun."""
        self.point.refresh_from_db()
        words = urlencode({"text": f"Chair, point {number}.", "use": self.point.use, "seen": self.point.version})
        self.line.close()  # the server may have closed it long ago
        began = time.perf_counter()
        self.line.request("POST", reverse("point-edit", args=[self.point.pk]), words, self.headers)
        answer = self.line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return began


class Reader:
    """Notes when it hears."""

    async def open(self, port, cookie="", path="/live/") -> None:
        self.heard: asyncio.Queue = asyncio.Queue()
        self.bytes = 0
        self.lines, self.writer = await asyncio.open_connection("127.0.0.1", port)
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        await self.lines.readuntil(b"event: hello")
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while line := await self.lines.readline():
            self.bytes += len(line)
            if line.startswith(b"event: change"):
                self.heard.put_nowait(time.perf_counter())

    def close(self) -> None:
        self.task.cancel()
        self.writer.close()


async def opened(port, cookies) -> list[Reader]:
    readers = [Reader() for _ in cookies]
    for reader, cookie in zip(readers, cookies, strict=True):
        await reader.open(port, cookie)
    return readers


async def _to_the_last(saver, readers) -> list[float]:
    """Seconds of each save."""
    taken = []
    for number in range(SAVES):
        began = await asyncio.to_thread(saver.save, f"{time.time()} {number}")
        taken.append(max(await asyncio.gather(*(reader.heard.get() for reader in readers))) - began)
    return taken


async def _measured(saver, port, bare_port, cookies) -> None:
    server = next(
        process
        for process in psutil.Process().children(recursive=True)
        if f"{port}" in process.cmdline() and "delegation.asgi:application" in process.cmdline()
    )
    print(f"\n{'readers':12}{'stream: p50':>12}{'p95':>7}{'bare hub: p50':>15}{'p95':>7}{'ratio':>7}{'aim':>6}   (ms)")
    for count in READERS:
        before = server.memory_info().rss
        readers = await opened(port, cookies[:count])
        grown = server.memory_info().rss - before
        cpu = sum(server.cpu_times()[:2])
        placard = await _to_the_last(saver, readers)
        cpu = sum(server.cpu_times()[:2]) - cpu
        for reader in readers:
            reader.close()
        readers = await opened(bare_port, [""] * count)
        bare = await _to_the_last(saver, readers)
        for reader in readers:
            reader.close()
        row = [*_p50_p95(placard), *_p50_p95(bare)]
        ratio = statistics.median(placard) / statistics.median(bare)
        print(f"{count:<12}{row[0]:12.0f}{row[1]:7.0f}{row[2]:15.0f}{row[3]:7.0f}{ratio:7.1f}{'≤ 2':>6}")
    print(f"\nMemory per reader: {grown / count / 1000:.0f} kB (aim: at most 25)")
    print(f"Processor time per 1,000 frames, with the saves that caused them: {cpu / (SAVES * count) * 1000:.2f} s")
    await _to_the_screen(saver, port, cookies)
    await _steady(server, saver, port, cookies)


async def _to_the_screen(saver, port, cookies) -> None:
    """From a save to the part swapped in a browser, while the others listen."""
    readers = await opened(port, cookies[1:])
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=root)
        page = await browser.new_page()
        name, _, key = cookies[0].partition("=")
        await page.context.add_cookies([{"name": name, "value": key, "url": f"http://127.0.0.1:{port}"}])
        await page.goto(f"http://127.0.0.1:{port}/issues/{saver.point.issue_id}/")
        await page.wait_for_selector("body[data-live=true]")
        await page.locator("#points").scroll_into_view_if_needed()
        taken = []
        for number in range(SCREENS):
            words = f"{number} {time.time()}"
            began = await asyncio.to_thread(saver.save, words)
            await page.wait_for_function("words => document.body.textContent.includes(words)", arg=words)
            taken.append(time.perf_counter() - began)
        await browser.close()
    for reader in readers:
        reader.close()
    p50, p99 = 1000 * statistics.median(taken), 1000 * statistics.quantiles(taken, n=100)[98]
    print(f"To the part swapped in Chromium, {len(cookies)} connected: p50 {p50:.0f} ms, p99 {p99:.0f} ms (aim: 1000)")


async def _steady(server, saver, port, cookies) -> None:
    """Two events a second; half of the readers may know of every second one only."""
    readers = await opened(port, cookies)
    knowing = readers[: len(readers) // 2]
    cpu, began = sum(server.cpu_times()[:2]), time.perf_counter()
    late = []
    for number in range(2 * STEADY):
        at = time.perf_counter()
        saver.point.marking = Marking.GOVERNMENT if number % 2 else Marking.DELEGATION
        await asyncio.to_thread(announce, saver.point)
        late.append(max(await asyncio.gather(*(reader.heard.get() for reader in knowing))) - at)
        await asyncio.sleep(max(0, 0.5 - (time.perf_counter() - at)))
    busy = (sum(server.cpu_times()[:2]) - cpu) / (time.perf_counter() - began)
    heard = {reader.heard.qsize() for reader in readers[len(readers) // 2 :]}
    assert heard == {STEADY}, heard
    p50, p95 = _p50_p95(late)
    print(f"Two events a second for {STEADY} s: p50 {p50:.0f} ms, p95 {p95:.0f} ms; {busy:.0%} of one core")
    for reader in readers:
        reader.close()


def _p50_p95(times) -> tuple[float, float]:
    return 1000 * statistics.median(times), 1000 * statistics.quantiles(times, n=20)[18]
