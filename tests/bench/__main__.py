"""Time the pages that matter, as ratios to a bare view in the same server; prints a table.

Machines are noisy: each round asks every page in turn, so that a busy moment falls on all of them.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("SECRET_KEY", "a key for measuring only")
os.environ.setdefault("STATIC_FROM_SOURCE", "1")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from delegation.models import Conference, Delegate, Issue  # noqa: E402
from tests.bench.fill import fill  # noqa: E402
from tests.bench.issuing import measure_issuing  # noqa: E402
from tests.bench.saves import measure_saves  # noqa: E402
from tests.bench.stream import measure_stream  # noqa: E402
from tests.listening import session_of  # noqa: E402
from tests.ready import renew  # noqa: E402

ROUNDS, CLIENTS = 40, 8
AIMS = {"Proposals": 4, "Issue": 4, "Today": 8, "Stances": 8, "Briefing": 8, "Cover": 8, "by member": 8}
OF_THE_HEAD = ("Cover", "by member")  # who asks others to meetings sees most there; else the lead of eight issues


def main() -> None:
    if "bench" not in str(connection.settings_dict["HOST"]) + str(connection.settings_dict["NAME"]):
        raise SystemExit("This empties its database: run `make bench`, or name a database with “bench” in its name.")
    print("Making the tables …", flush=True)
    renew(connection.settings_dict["NAME"])
    print("Filling them …", flush=True)
    lead = fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    day = Conference.objects.get().starts_on.replace(day=29)
    head = Delegate.objects.get(function="head")
    issue = Issue.objects.order_by("place").first()
    pages = {
        "bare view": "/bare/",
        "Today": "/",
        "Proposals": "/proposals/",
        "Issue": f"/issues/{issue.pk}/",
        "Stances": "/stances/",
        "Briefing": f"/briefing/{day}/",
        "Cover": f"/cover/{day}/",
        "by member": f"/cover/{day}/?by=people",
    }
    readers = {name: head if name in OF_THE_HEAD else lead for name in pages}
    queries = {name: count_queries(readers[name], path) for name, path in pages.items()}
    cookies = {reader: f"{settings.SESSION_COOKIE_NAME}={session_of(reader)}" for reader in (lead, head)}
    asked = {name: (path, cookies[readers[name]]) for name, path in pages.items()}
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "delegation.asgi:application", "--port", str(port), "--log-level", "warning"]
    )
    try:
        wait_for(port)
        if sys.argv[1:] == ["issuing"]:
            return measure_issuing(port)
        alone = measure(asked, port, clients=1)
        crowded = measure(asked, port, clients=CLIENTS)
        show(queries, alone, crowded)
        measure_saves(port)
        measure_stream(port, lead, bare_port=free_port())
        measure_issuing(port)
    finally:
        server.terminate()
        server.wait(20)


def count_queries(reader, path) -> int:
    client = Client()
    client.force_login(reader)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port) -> None:
    for _ in range(300):
        try:
            ask(http.client.HTTPConnection("127.0.0.1", port), "/healthz", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def ask(line, path, cookie) -> float:
    """Seconds for one whole answer."""
    began = time.perf_counter()
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return time.perf_counter() - began


def measure(pages, port, *, clients) -> dict[str, list[float]]:
    """Seconds per answer of each page, a path and the cookie of who reads it, `clients` at a time."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    lines = threading.local()

    def once(page) -> float:
        if not hasattr(lines, "line"):
            lines.line = http.client.HTTPConnection("127.0.0.1", port)
        return ask(lines.line, *page)

    with ThreadPoolExecutor(clients) as pool:
        for page in pages.values():
            list(pool.map(once, [page] * clients))
        for _ in range(ROUNDS):
            for name, page in pages.items():
                taken[name] += pool.map(once, [page] * clients)
    return taken


def show(queries, alone, crowded) -> None:
    def milliseconds(times, share) -> str:
        return f"{1000 * statistics.quantiles(times, n=100)[share - 1]:6.0f}"

    bare = {1: statistics.median(alone["bare view"]), CLIENTS: statistics.median(crowded["bare view"])}
    print(f"\n{'':12}{'queries':>8}{'1 client: p50':>15}{'p95':>7}{'ratio':>7}", end="")
    print(f"{f'{CLIENTS} clients: p50':>17}{'p95':>7}{'ratio':>7}{'aim':>6}   (ms)")
    for name in alone:
        ratios = [statistics.median(alone[name]) / bare[1], statistics.median(crowded[name]) / bare[CLIENTS]]
        print(
            f"{name:12}{queries[name]:8}{milliseconds(alone[name], 50):>15}{milliseconds(alone[name], 95):>7}"
            f"{ratios[0]:7.1f}{milliseconds(crowded[name], 50):>17}{milliseconds(crowded[name], 95):>7}"
            f"{ratios[1]:7.1f}{'≤ ' + str(AIMS[name]) if name in AIMS else '':>6}"
        )


if __name__ == "__main__":
    main()
