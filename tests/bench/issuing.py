"""From capital's POST of "issue" to the speaker's open page, which shows the new one, and the old struck out."""

import asyncio
import http.client
import os
import shutil
import statistics
import time
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from playwright.async_api import async_playwright

from delegation import clock
from delegation.models import Assignment, Delegate
from positions.models import Instruction
from tests.bench.stream import TOKEN, opened
from tests.listening import session_of

READERS, ISSUES = 200, 60
PHONE = {"width": 360, "height": 740}
# The page as it must be: the words of the successor in the one band, and those of the predecessor struck out below.
SHOWS = """([now, before]) => {
  const live = [...document.querySelectorAll(".band .mandate")].some((one) => one.textContent.includes(now));
  const dead = [...document.querySelectorAll(".dead s")].some((one) => one.textContent.includes(before));
  const alive = [...document.querySelectorAll(".band .mandate")].some((one) => one.textContent.includes(before));
  return live && dead && !alive;
}"""


class Issuer:
    """Capital, which issues one instruction after the other on one question, over HTTP as a browser does."""

    def __init__(self, port) -> None:
        self.capital = Delegate.objects.filter(function="capital").first() or Delegate.objects.get(function="head")
        self.live = Instruction.objects.live().filter(issue__assignments__in=Assignment.objects.in_force()).first()
        self.speaker = Assignment.objects.in_force().filter(issue=self.live.issue_id).first().delegate
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(self.capital)}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def prepare(self, number) -> tuple[str, str]:
        """Draft the next one; the words of it, and of the one that is live."""
        self.draft = Instruction.objects.create(
            issue=self.live.issue,
            text=self.live.text,
            kind="oppose",
            mandate=f"Mandate {number} {uuid4().hex}.",
            marking=self.live.marking,
            drafted_at=clock.now(),
            drafted_by=self.capital,
        )
        self.draft.refresh_from_db()
        return self.draft.mandate, self.live.mandate

    def issue(self) -> float:
        """When the POST was begun."""
        sent = urlencode({"seen": self.draft.version, "predecessor": self.live.pk, "operation": uuid4()})
        self.line.close()
        began = time.perf_counter()
        self.line.request("POST", reverse("instruction-issue", args=[self.draft.pk]), sent, self.headers)
        answer = self.line.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
        self.live = self.draft
        return began


def measure_issuing(port) -> None:
    """Prints one line. port: of a running server, on a filled database."""
    issuer = Issuer(port)
    others = Delegate.objects.filter(is_active=True).exclude(pk=issuer.speaker.pk).order_by("pk")[: READERS - 1]
    cookies = [f"{settings.SESSION_COOKIE_NAME}={session_of(member)}" for member in others]
    asyncio.run(_measured(issuer, port, cookies))


async def _measured(issuer, port, cookies) -> None:
    readers = await opened(port, cookies)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=root)
        page = await browser.new_page(viewport=PHONE)
        key = await asyncio.to_thread(session_of, issuer.speaker)
        await page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": f"http://127.0.0.1:{port}"}]
        )
        await page.goto(f"http://127.0.0.1:{port}{reverse('issue-detail', args=[issuer.live.issue_id])}")
        await page.wait_for_selector("body[data-live=true]")
        taken = []
        for number in range(ISSUES):
            words = await asyncio.to_thread(issuer.prepare, number)
            began = await asyncio.to_thread(issuer.issue)
            await page.wait_for_function(SHOWS, arg=words)
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(0.5)  # capital does not issue without end
        await browser.close()
    for reader in readers:
        reader.close()
    p50, p99 = 1000 * statistics.median(taken), 1000 * statistics.quantiles(taken, n=100)[98]
    print(
        f'\nFrom "issue" to the speaker\'s phone page, the old one struck out, {len(cookies) + 1} connected, '
        f"{ISSUES} times: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {1000 * max(taken):.0f} ms (aim: p99 under 2000)"
    )
