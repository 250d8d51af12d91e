"""Those who write: each signs in, opens fields, saves what it typed until it has an answer, and notes down both."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from uuid import UUID

from tests import factories as make
from tests.soak.answers import Form, form_of
from tests.soak.faults import chosen_fault
from tests.soak.fill import Filled
from tests.soak.lines import Answer, Line, Lost
from tests.soak.logs import Log
from tests.soak.words import beginning, edited, marks

SIGN_IN = "/accounts/login/"
GRACE = 30  # seconds after the end, in which everything that was sent gets its answer
ADDED = -1  # the number of no field: words that are added


@dataclass
class Course:
    """What all editors of one run share."""

    filled: Filled
    port: int
    think: float  # seconds, on the average
    adding: float  # of what editors do, how much adds words instead of changing some
    until: float = float("inf")  # of time.monotonic()

    def is_over(self) -> bool:
        return time.monotonic() > self.until


@dataclass
class Desk:
    """One field that is open before an editor."""

    number: int
    url: str
    part: str
    column: str
    form: Form
    text: str
    after: str = ""
    answer: str = ""
    holds_both: bool = False  # on request: one text behind the other, and so some words twice
    own: list[str] = field(default_factory=list)


class Editor:
    def __init__(self, number: int, email: str, course: Course, log: Log, chance: Random) -> None:
        self.number, self.email, self.course, self.log, self.chance = number, email, course, log, chance
        self.line = Line(course.port)
        self.is_plain = number % 10 == 9  # without script: line ends as forms send them, and whole pages
        self.typed = 0
        self.later: list[asyncio.Task] = []

    async def sign_in(self) -> None:
        form = form_of((await self._asked("GET", SIGN_IN)).text)
        fields = {"csrfmiddlewaretoken": form.hidden["csrfmiddlewaretoken"], "login": self.email}
        # So many at once from one address are told to wait.
        while (answer := await self._asked("POST", SIGN_IN, fields | {"password": make.PASSWORD})).status == 429:
            await asyncio.sleep(1)
        if "sessionid" not in self.line.cookies:
            raise RuntimeError(f"{self.email} could not sign in: {answer.status}.")

    async def work(self) -> None:
        """Until the run is over, and all that was sent has its answer."""
        while not self.course.is_over():
            if self.chance.random() < self.course.adding:
                await self._add()
            else:
                await self._edit(self.chance.randrange(len(self.course.filled.fields)))
            await self._think()
        await asyncio.gather(*self.later)
        self.line.close()

    async def _edit(self, number: int) -> None:
        """Open a field, save some times, and leave it."""
        known = self.course.filled.fields[number]
        answer = await self._asked("GET", known.url, **self._headers(known.part))
        form = form_of(answer.text)
        if not form.is_editor:
            return self._wonder(f"{answer.status} instead of an editor of {known.name}")
        desk: Desk | None = Desk(number, known.url, known.part, known.column, form, form.texts[known.column])
        for _ in range(self.chance.randint(1, 4)):
            await self._think()
            if desk is None or self.course.is_over():
                return None
            desk.own.append(self._mark())
            desk.text = edited(desk.text, desk.own[-1], self.chance)
            operation, answer = await self._save(desk)
            desk = await self._after(desk, operation, answer)
        return None

    async def _after(self, desk: Desk, operation: str, answer: Answer | None) -> Desk | None:
        """The desk to go on from, None where it was left."""
        if answer is None:
            return desk  # it types on, and sends that instead
        form = form_of(answer.text)
        if answer.status == 409:
            return await self._answer(desk, form)
        if answer.status != 200 or not form.is_editor:
            return None
        desk.own, desk.form = [], form
        if self.chance.random() < 0.5:
            desk.text, desk.after = form.texts[desk.column], ""
        else:
            desk.after = operation
        return desk

    async def _answer(self, desk: Desk, form: Form) -> None:
        """Choose between two texts, as often as somebody else saves meanwhile."""
        while form.answers:
            if not self._holds(form.texts[desk.column], desk):
                self._wonder("the editor beside a conflict did not hold the words that were sent")
            desk.form, desk.text, desk.after = form, form.texts[desk.column].strip(), ""
            desk.answer = self.chance.choice(sorted(form.answers))
            desk.holds_both |= desk.answer in ("merge", "theirs-mine", "mine-theirs")
            if desk.answer == "merge":
                answer = await self._asked("POST", desk.url, self._fields(desk, ""), **self._headers(desk.part))
                desk.form, desk.answer = form_of(answer.text), ""
                if not desk.form.is_editor:
                    return self._wonder(f"{answer.status} instead of both texts in one editor")
                desk.own.append(self._mark())
                desk.text = edited(desk.form.texts[desk.column], desk.own[-1], self.chance)
            _, answer = await self._save(desk)
            if answer is None or answer.status != 409:
                return None
            form = form_of(answer.text)
        return None

    def _holds(self, text: str, desk: Desk) -> bool:
        """Whether it is what was sent; after an answer, what that made of it."""
        if not desk.answer:
            return text.strip() == desk.text
        return desk.answer == "theirs" or set(desk.own) & set(marks(desk.text)) <= set(marks(text))

    async def _add(self) -> None:
        url, mark = self.course.filled.adding, self._mark()
        form = form_of((await self._asked("GET", url, **self._headers("point-new"))).text)
        if "text" not in form.texts:
            return self._wonder("no form to add words")
        text = edited(beginning(self.chance), mark, self.chance)
        await self._save(Desk(ADDED, url, "point-new", "text", form, text, own=[mark]))
        return None

    async def _save(self, desk: Desk) -> tuple[str, Answer | None]:
        """Its id, and the answer; None where the editor gave up waiting for one."""
        operation = self._id()
        headers = {} if desk.answer or desk.number == ADDED else {"Saving": "on"}
        fields = self._fields(desk, operation)
        request = self.line.written("POST", desk.url, fields, **self._headers(desk.part), **headers)
        there = set(marks(desk.text))
        what = {
            "editor": self.email,
            "field": desk.number,
            "seen": int(fields.get("seen", 0)),
            "began": int(fields.get("began") or 0),
            "after": fields.get("sent", ""),
            "answer": desk.answer,
            "holds_both": desk.holds_both,
            "own": [mark for mark in desk.own if mark in there],
            "text": desk.text,
        }
        how = chosen_fault(self.chance)
        self.log.before(operation, how, **what)
        while True:
            answer = await self._send(request, operation, how)
            if answer is not None:
                return operation, answer
            gives_up = how in ("cut", "dropped") and self.chance.random() < 0.15
            if gives_up or time.monotonic() > self.course.until + GRACE:
                return operation, None
            await asyncio.sleep(0.1 + 0.4 * self.chance.random())
            how = "again"
            self.log.before(operation, how)

    async def _send(self, request: bytes, operation: str, how: str) -> Answer | None:
        """The answer that counts, None where none came or the server could not do it."""
        match how:
            case "cut":
                await self.line.cut(request, self.chance)
                answers: list[Answer | None] = [None]
            case "dropped":
                await self.line.drop(request, self.chance)
                answers = [None]
            case "twice":
                both = (self._answered(request, beside=True) for _ in range(2))
                answers = list(await asyncio.gather(*both))
            case _:
                answers = [await self._answered(request)]
        for answer in answers:
            self._note(operation, answer)
        found = sorted((one for one in answers if one and one.status < 500), key=lambda one: one.status)
        if how == "later" and found and found[0].status == 200:
            self.later.append(asyncio.create_task(self._repeat(request, operation)))
        return found[0] if found else None

    async def _repeat(self, request: bytes, operation: str) -> None:
        """As a proxy does that holds a request back."""
        await asyncio.sleep(min(8 * self.chance.random(), max(0, self.course.until - time.monotonic())))
        self.log.before(operation, "again")
        self._note(operation, await self._answered(request, beside=True))

    async def _answered(self, request: bytes, *, beside: bool = False) -> Answer | None:
        try:
            answer = await self.line.ask(request, beside=beside)
        except Lost:
            return None
        if answer.status == 302 and not answer.headers["location"].startswith(SIGN_IN):
            return Answer(200, answer.headers, "")  # without script: back to the page
        return answer

    def _note(self, operation: str, answer: Answer | None) -> None:
        status = answer.status if answer else 0
        said = form_of(answer.text).errors if answer and status == 422 else ""
        self.log.after(operation, status, **({"said": said} if said else {}))
        if answer and status not in (200, 409, 422) and status < 500:
            self._wonder(f"{status} to a save: {answer.text[:200]}")

    async def _asked(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """Until there is an answer."""
        while True:
            try:
                answer = await self.line.ask(self.line.written(method, path, fields, **headers))
            except Lost:
                answer = None
            if answer and answer.status < 500:
                return answer
            if answer:
                self.log.after("", answer.status)
            if time.monotonic() > self.course.until + GRACE:
                raise RuntimeError(f"No answer to {method} {path} long after the end.")
            await asyncio.sleep(0.2 + 0.4 * self.chance.random())

    def _fields(self, desk: Desk, operation: str) -> dict[str, str]:
        words = desk.text.encode()
        fields = (
            desk.form.hidden
            | desk.form.chosen
            | {
                "operation": operation,
                "length": str(len(words)),
                "digest": sha256(words).hexdigest(),
                desk.column: desk.text.replace("\n", "\r\n") if self.is_plain else desk.text,
            }
        )
        if desk.after:
            fields["sent"] = desk.after
        return fields | ({"answer": desk.answer} if desk.answer else {})

    def _headers(self, part: str) -> dict[str, str]:
        return {} if self.is_plain else {"HX_Request": "true", "HX_Target": part}

    def _mark(self) -> str:
        self.typed += 1
        return f"e{self.number}n{self.typed}"

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def _think(self) -> Coroutine:
        return asyncio.sleep(min(self.chance.expovariate(1 / self.course.think), 5 * self.course.think))

    def _wonder(self, words: str) -> None:
        self.log.after("", -1, strange=words)
