"""What a save costs: eight clients in one field, whose words are put together, and in 200; and one long merge."""

import http.client
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from delegation.merging import merge, words_of
from delegation.models import Delegate
from positions.models import TalkingPoint
from tests.listening import session_of
from tests.soak.answers import form_of

CLIENTS, FIELDS, ROUNDS, EACH = 8, 200, 12, 5
TOKEN = "b" * 32
LONG, EDITS, MERGES = 180_000, 40, 7  # characters of sixty pages; edits on each side
VOCABULARY = "the of and union member states sector plenipotentiary conference council resolves instructs study".split()


class Desk:
    """One member who saves over HTTP as a browser does."""

    def __init__(self, port, member, number) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.number, self.said, self.used = number, 0, 0.0
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(member)}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "HX-Target": "point",
        }
        self.known: dict[str, tuple[str, str]] = {}  # what each field said when it was last answered, and its version

    def ask(self, method, path, body=None, **more) -> tuple[float, str]:
        if time.perf_counter() - self.used > 2:
            self.line.close()  # the server may have closed it long ago
        began = time.perf_counter()
        self.line.request(method, path, body, self.headers | more)
        answer = self.line.getresponse()
        text = answer.read().decode()
        self.used = time.perf_counter()
        assert answer.status == 200, (method, path, answer.status)
        return time.perf_counter() - began, text

    def open(self, path) -> None:
        self._read(path, self.ask("GET", path)[1])

    def look(self) -> float:
        return self.ask("GET", "/bare/")[0]

    def save(self, path) -> float:
        """Another word in the paragraph that is this member's own. Seconds."""
        self.said += 1
        text, seen = self.known[path]
        paragraphs = text.split("\n\n")
        paragraphs[self.number] = _paragraph(self.number, self.said)
        text = "\n\n".join(paragraphs)
        body = {"text": text, "use": "floor", "seen": seen, "operation": str(uuid4()), "length": len(text.encode())}
        sent = urlencode(body | {"digest": sha256(text.encode()).hexdigest()})
        form = {"Content-Type": "application/x-www-form-urlencoded", "Saving": "on"}
        seconds, answer = self.ask("POST", path, sent, **form)
        self._read(path, answer)
        return seconds

    def _read(self, path, answer) -> None:
        form = form_of(answer)
        self.known[path] = form.texts["text"], form.hidden["seen"]


def _paragraph(number, said) -> str:
    """Of words that stand in no other."""
    words = " ".join(f"{word}{number}" for word in ("what", "this", "member", "said", "until", "now"))
    return f"{words} {said} times{number}."


def measure_saves(port) -> None:
    """Prints a table, and a line on the merge."""
    members = list(Delegate.objects.filter(function="delegate").order_by("email")[:CLIENTS])
    Delegate.objects.filter(pk__in=[member.pk for member in members]).update(function="secretary")
    points = list(TalkingPoint.objects.order_by("pk")[: FIELDS + 1])
    for point in points:
        point.text, point.use = "\n\n".join(_paragraph(number, 0) for number in range(CLIENTS)), "floor"
    TalkingPoint.objects.bulk_update(points, ["text", "use"])
    one, *many = (reverse("point-edit", args=[point.pk]) for point in points)
    desks = [Desk(port, member, number) for number, member in enumerate(members)]
    kinds = {
        "bare view": lambda desk, turn: desk.look(),
        "one field": lambda desk, turn: desk.save(one),
        f"{FIELDS} fields": lambda desk, turn: desk.save(many[(turn * CLIENTS + desk.number) % FIELDS]),
    }
    taken = {name: [] for name in kinds}
    whole = dict.fromkeys(kinds, 0.0)
    with ThreadPoolExecutor(CLIENTS) as pool:
        for desk in desks:
            for path in (one, *many[desk.number :: CLIENTS]):
                desk.open(path)
        for turn in range(ROUNDS):
            for name, act in kinds.items():
                began = time.perf_counter()
                for times in pool.map(lambda desk, act=act, turn=turn: _acts(desk, act, turn), desks):
                    taken[name] += times
                whole[name] += time.perf_counter() - began
    _show(taken, whole)
    _merged()


def _acts(desk, act, turn) -> list[float]:
    return [act(desk, turn * EACH + one) for one in range(EACH)]


def _show(taken, whole) -> None:
    bare = taken["bare view"]
    print(f"\n{f'{CLIENTS} clients':12}{'a second':>9}{'p50':>7}{'p95':>7}{'ratio p50':>11}{'p95':>7}   (ms)")
    for name, times in taken.items():
        (p50, p95), (bare50, bare95) = _p50_p95(times), _p50_p95(bare)
        print(
            f"{name:12}{len(times) / whole[name]:9.0f}{1000 * p50:7.0f}{1000 * p95:7.0f}"
            f"{p50 / bare50:11.1f}{p95 / bare95:7.1f}"
        )


def _p50_p95(times) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def _merged() -> None:
    """A text of sixty pages that two have worked on, in different places; in time of the processor."""
    chance = Random(1)
    longest = max(len(word) for word in VOCABULARY) + 1
    words = chance.choices(VOCABULARY, k=LONG // longest)
    while (left := LONG - len(" ".join(words))) > longest:
        words += chance.choices(VOCABULARY, k=left // longest)
    places = chance.sample(range(0, len(words), 3), 2 * EDITS)
    theirs, mine = words[:], words[:]
    for number, place in enumerate(places):
        (theirs if number % 2 else mine)[place] += f" word{number}"
    texts = [" ".join(one) for one in (words, theirs, mine)]
    merging, reading = [], []
    for _ in range(MERGES):
        merging.append(_processor_time(lambda: merge(*texts)))
        reading.append(_processor_time(lambda: [words_of(text) for text in texts]))
    assert merge(*texts).is_clean
    merged, read = statistics.median(merging), statistics.median(reading)
    print(
        f"\nMerging {len(texts[0]):,} characters with {EDITS} edits on each side: {1000 * merged:.0f} ms of the "
        f"processor, {merged / read:.0f} times reading the words of the three"
    )


def _processor_time(act) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began
