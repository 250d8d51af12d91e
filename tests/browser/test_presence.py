"""S06: who is at a record and who writes in it, seen by others; never in anybody's way."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from delegation import live
from delegation.actions import markings
from delegation.models import Presence
from tests import factories as make

WORDS = "Study comes first."


@pytest.fixture
def position(transactional_db, cast, internet):
    return make.position(internet, argument=WORDS)


@pytest.fixture
def open_page(desk, internet):
    """A browser of its own, or another page of one, at the issue; one that hears."""

    def open_page(person, *, beside=None):
        page = beside.context.new_page() if beside else desk(person)
        page.goto(internet.get_absolute_url())
        expect(page.locator("body")).to_have_attribute("data-live", "true")
        return page

    return open_page


def also_here(page):
    return page.locator("#present > span")


def argument(page):
    return page.locator("[data-name=argument]")


def write(page, words):
    argument(page).locator("[data-edit]").click()
    area = argument(page).locator("textarea")
    area.fill(words)
    return area


LATE = """() => {
    const real = window.fetch;
    window.fetch = async (...asked) => {
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return real(...asked);
    };
}"""


def hide(page, *, hidden=True):
    """As a browser does with a page behind another one."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_s06_one_person_in_two_tabs_and_on_a_phone_is_shown_once(open_page, cast, position):
    chen = open_page(cast.chen)
    expect(also_here(chen)).to_have_count(0)
    dina = open_page(cast.dina)
    open_page(cast.dina, beside=dina)
    phone = open_page(cast.dina)
    phone.set_viewport_size({"width": 360, "height": 740})
    expect(also_here(chen)).to_have_text(["Dina"])
    write(phone, "Study comes first, and rules later.")
    expect(also_here(chen)).to_have_text(["Dina writing: position, argument"])
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    assert Presence.objects.filter(member=cast.dina).values("tab").distinct().count() == 3
    expect(also_here(dina)).to_have_text(["Chen"])
    expect(argument(dina)).not_to_have_attribute("data-present", re.compile("."))


def test_s06_a_slow_server_and_three_pages_of_ones_own_are_no_conflict(open_page, cast, position):
    dina = open_page(cast.dina)
    other = open_page(cast.dina, beside=dina)
    for page in (dina, other):
        page.evaluate(LATE)
    write(other, WORDS)
    area = write(dina, "Study comes first, and rules later.")
    area.press("Control+Enter")
    expect(argument(dina).locator(".words")).to_have_text("Study comes first, and rules later.")
    expect(argument(dina).locator("[data-saved]")).to_have_text(re.compile(r"^Saved .* by Dina"))
    position.refresh_from_db()
    assert (position.version, position.argument) == (2, "Study comes first, and rules later.")
    assert position.history.count() == 2
    expect(dina.locator("[data-conflict]")).to_have_count(0)


@pytest.fixture
def fallback(internet):
    """Words that are saved when somebody says so, and not by themselves."""
    return make.reserve(internet)


def write_fallback(page, words):
    page.locator("#reserves [data-edit]").first.click()
    page.locator("#reserves textarea").fill(words)


def test_s06_a_hidden_tab_with_unsaved_words_says_so_and_holds(open_page, cast, fallback):
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    write_fallback(dina, "Not saved yet.")
    hide(dina)
    expect(also_here(chen)).to_have_text(["Dina unsaved words: reserve, in the background"])
    note = chen.locator(f"[data-record='{live.topic(fallback)}']")
    expect(note).to_have_attribute("data-present", "Dina has unsaved words here")
    held = Presence.objects.get(member=cast.dina)
    assert held.until - held.seen_at == timedelta(minutes=5)  # a hidden page is let ask once a minute
    hide(dina, hidden=False)
    expect(also_here(chen)).to_have_text(["Dina writing: reserve"])


def test_a_hidden_page_asks_once_a_minute_and_only_for_unsaved_words(desk, cast, internet, fallback):
    dina = desk(cast.dina)
    dina.clock.install()
    dina.goto(internet.get_absolute_url())
    dina.clock.pause_at(dina.evaluate("Date.now() / 1_000 + 1"))  # only what the test lets pass is time
    asked, answered = [], []
    dina.on("request", lambda sent: asked.append(sent.post_data) if sent.url.endswith("/presence/") else None)
    dina.on("response", lambda answer: answered.append(answer) if answer.url.endswith("/presence/") else None)
    write_fallback(dina, "Not saved yet.")
    with dina.expect_response(lambda answer: "hidden=1" in (answer.request.post_data or "")):
        hide(dina)
    asked.clear(), answered.clear()
    for _moment in range(60):
        dina.clock.run_for(5_000)  # less than a question has patience: its time stands still with the page's
        for _wait in range(300):
            if len(answered) >= len(asked):
                break
            dina.wait_for_timeout(50)
    said = [data for data in asked if "hidden=1" in data and f"{fallback.pk}+text+unsaved" in data]
    assert (4 <= len(asked) <= 6, said) == (True, asked)  # in front it would have been thirty times
    dina.keyboard.press("Control+Enter")
    expect(dina.locator("#reserves .words").first).to_have_text("Not saved yet.")
    dina.clock.run_for(1_000)
    asked.clear()
    dina.clock.run_for("05:00")
    assert asked == []
    for _moment in range(100):  # it is told that she has gone, and waits for no answer
        if not Presence.objects.filter(member=cast.dina).exists():
            break
        dina.wait_for_timeout(100)
    assert Presence.objects.filter(member=cast.dina).count() == 0


def test_words_that_a_hidden_page_stores_by_itself_are_unsaved_no_more(open_page, cast, position):
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    argument(dina).locator("[data-edit]").click()
    expect(also_here(chen)).to_have_text(["Dina writing: position, argument"])
    argument(dina).locator("textarea").fill("Stored in a moment.")
    hide(dina)
    expect(argument(chen).locator(".words")).to_have_text("Stored in a moment.")
    expect(also_here(chen)).to_have_count(0)
    expect(argument(chen)).not_to_have_attribute("data-present", re.compile("."))


def test_s06_idle_after_ten_minutes_and_back_with_the_first_key(open_page, desk, cast, internet):
    chen = open_page(cast.chen)
    dina = desk(cast.dina)
    dina.clock.install()
    dina.goto(internet.get_absolute_url())
    expect(also_here(chen)).to_have_text(["Dina"])
    dina.clock.fast_forward("09:50")
    expect(also_here(chen)).to_have_text(["Dina"])
    dina.clock.run_for(15_000)
    expect(also_here(chen)).to_have_text(["Dina idle 10 min"])
    dina.keyboard.press("Shift")
    expect(also_here(chen)).to_have_text(["Dina"])


def test_s06_a_closed_page_is_gone_at_once(open_page, cast, position):
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    write(dina, "Never saved.")
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    dina.close()
    expect(also_here(chen)).to_have_count(0, timeout=20_000)
    expect(argument(chen)).not_to_have_attribute("data-present", re.compile("."))
    assert not Presence.objects.filter(member=cast.dina).exists()


def test_who_goes_on_to_another_page_is_there_and_no_more_here(open_page, cast, position):
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    expect(also_here(chen)).to_have_text(["Dina"])
    other = make.issue("Cybersecurity")
    dina.goto(other.get_absolute_url())
    expect(also_here(chen)).to_have_count(0, timeout=20_000)
    dina.go_back()
    expect(also_here(chen)).to_have_text(["Dina"])


def test_s06_a_crashed_page_is_gone_when_its_time_is_over(open_page, cast, position, complaints):
    """The last that was heard of it ran out; nobody tells of it, and Chen's own page takes it away."""
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    write(dina, "Never saved.")
    expect(also_here(chen)).to_have_text(["Dina writing: position, argument"])
    dina.route("**/presence/", lambda route: route.abort())
    dina.context.set_offline(True)
    Presence.objects.filter(member=cast.dina).update(until=timezone.now() + timedelta(seconds=9))
    chen.evaluate(
        "document.dispatchEvent(new CustomEvent('presence', { detail: { topic: "
        "document.getElementById('present').dataset.record } }))"
    )
    expect(chen.locator("#present [data-left]")).to_have_attribute("data-left", re.compile("^[1-8]$"))
    chen.route("**/presence/", lambda route: None)  # no answer comes any more
    expect(also_here(chen)).to_have_count(0, timeout=20_000)
    expect(argument(chen)).not_to_have_attribute("data-present", re.compile("."))
    complaints.clear()


def test_an_adviser_sees_nothing_of_a_government_field(open_page, cast, internet, position):
    point = make.talking_point(internet)
    reserve = make.reserve(internet)
    pavel = open_page(cast.pavel)
    answers, frames = [], []
    pavel.on("response", lambda got: answers.append(got.text()) if got.url.endswith("/presence/") else None)
    pavel.expose_function("framed", lambda topic: frames.append(topic))
    pavel.evaluate("document.addEventListener('presence', ({ detail }) => framed(detail.topic))")
    dina = open_page(cast.dina)
    expect(also_here(pavel)).to_have_text(["Dina"])
    frames.clear()
    write(dina, "For the few.")
    dina.locator("#reserves [data-edit]").first.click()
    dina.locator("#reserves textarea").first.fill("For fewer.")
    dina.locator("#points [data-edit]").first.click()
    expect(pavel.locator("#points [data-name=text]")).to_have_attribute("data-present", "Dina is writing here")
    expect(also_here(pavel)).to_have_text(["Dina writing: talking point"])
    assert frames == [live.topic(point)]
    said = "".join(answers)
    assert [word in said for word in (str(position.pk), str(reserve.pk), "argument", "reserve", "position")] == [
        False
    ] * 5
    markings.set_marking(point, seen=1, marking="government", by=cast.amara)
    expect(pavel.locator("#points [data-name=text]")).to_have_count(0)
    expect(also_here(pavel)).to_have_text(["Dina"])


def test_who_writes_is_told_beside_ones_own_editor_once(open_page, cast, position, complaints):
    dina = open_page(cast.dina)
    write(dina, "Mine.")
    chen = open_page(cast.chen)
    area = write(chen, "Mine too.")
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    expect(chen.locator("#said")).to_have_text("Dina is writing here")
    expect(area).to_be_focused()
    expect(argument(dina)).to_have_attribute("data-present", "Chen is writing here")
    chen.keyboard.press("Escape")  # his words and hers clash as soon as both are saved by themselves
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    expect(argument(dina)).not_to_have_attribute("data-present", re.compile("."))
    complaints[:] = [one for one in complaints if "409 (Conflict)" not in one]


def test_nothing_moves_and_nothing_is_news_where_somebody_comes_or_writes(open_page, cast, position):
    chen = open_page(cast.chen)
    before = argument(chen).bounding_box()
    dina = open_page(cast.dina)
    write(dina, "Other words.")
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    assert argument(chen).bounding_box() == before
    expect(chen.locator("#changes")).to_be_hidden()
    assert chen.evaluate("document.querySelectorAll('[data-new]').length") == 0
    argument(dina).locator("textarea").press("Control+Enter")
    expect(argument(chen).locator(".words")).to_have_text("Other words.")
    expect(also_here(chen)).to_have_text(["Dina"])


def test_paper_shows_nobody(open_page, cast, position):
    chen, dina = open_page(cast.chen), open_page(cast.dina)
    write(dina, "Other words.")
    expect(argument(chen)).to_have_attribute("data-present", "Dina is writing here")
    chen.emulate_media(media="print")
    expect(chen.locator("#present")).to_be_hidden()
    assert argument(chen).evaluate("part => getComputedStyle(part, '::before').content") == "none"
