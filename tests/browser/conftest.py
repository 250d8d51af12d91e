"""A real browser before the real server; any error on its console or in its policy fails the test."""

import os
import shutil
import time

import pytest
from django.conf import settings
from playwright.sync_api import expect

from delegation.models import Delegate
from tests.browser import sample_copy
from tests.listening import session_of

# Playwright keeps an event loop in the thread of the tests, from which the database is asked.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
expect.set_options(timeout=30_000)
# The list under its address bar, which nobody sees, is a page in a process of its own for each window, and another
# process is kept ready for each: half of what a window costs. The rest Playwright switches off, by the same switch.
OFF = """
    WebUIOmniboxPopup WebUIOmniboxAimPopup WebUIOmniboxFullPopup SpareRendererForSitePerProcess
    AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable
    LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning OptimizationHints NetworkTimeServiceQuerying
    AimEnabled PreconnectToSearch SkipListAccountsWithoutGaiaCookies
""".split()
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
QUIET += [f"--disable-features={','.join(OFF)}"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path or None, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}


@pytest.fixture(scope="session")
def base_url(server):
    return f"http://{server}"


@pytest.fixture(scope="session")
def sample_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """The rows of the sample conference, loaded once in a run."""
    with django_db_blocker.unblock():
        return sample_copy.take(tmp_path_factory.mktemp("sample") / "password")


@pytest.fixture
def sample(transactional_db, sample_once):
    """The sample conference; answers its members by address: sample("idris.penn")."""
    sample_copy.put(sample_once)
    return lambda name: Delegate.objects.get(email=f"{name}@valdria.example")


@pytest.fixture
def new_context(answered, new_context):
    return new_context


@pytest.fixture
def answered(transactional_db, gate, serving):
    """Pages say that they are closed when the test is over: the tables are emptied when the server is done with it."""
    yield
    gate.is_closed = True
    for _ in range(400):
        if not serving[0].server_state.tasks:
            break
        time.sleep(0.025)


@pytest.fixture
def complaints():
    """What the browsers complained of; a test that expects one takes it out of the list."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def page(transactional_db, page, complaints):
    """Goes by path; what the test writes is emptied after it."""
    return watched(page, complaints)


@pytest.fixture
def sign_in(transactional_db, context, base_url):
    """Put a member's session into the browser."""
    return lambda person: put_session(context, person, base_url)


@pytest.fixture
def desk(transactional_db, new_context, base_url, complaints):
    """A browser of one's own for each member: desk(person) answers its page; `settings` as new_context takes them."""

    def desk(person, **settings):
        context = new_context(**settings)
        put_session(context, person, base_url)
        return watched(context.new_page(), complaints)

    return desk


def watched(page, complaints):
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
    return page


def is_complaint(said):
    """That a stream was refused to who had just signed out, the browser notes by itself."""
    return said.type in ("error", "warning") and not ("/live/" in said.location["url"] and "401" in said.text)


def put_session(context, person, base_url):
    context.clear_cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": base_url}])
