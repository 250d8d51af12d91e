"""What waits on a device tells nothing, and is gone when it must be; what only some may know is never there."""

import base64
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation.actions import people
from positions.models import TalkingPoint
from tests import factories as make
from tests.browser.conftest import put_session, watched
from tests.browser.writing import (
    INSISTS,
    KEPT,
    NOTHING_STORED,
    SAVED,
    SAVES,
    back,
    begun,
    cut_off,
    editor,
    offer,
    opened,
    point,
    sentence,
    stored,
    written,
)

HOUR = 3_600_000  # milliseconds


@pytest.fixture
def world(transactional_db, cast, internet):
    return written(internet)


@pytest.fixture
def at_points(desk, world, complaints):
    yield lambda person: begun(desk(person), world)
    complaints.clear()  # of the lost connection


def test_what_lies_on_the_device_tells_nothing(at_points, cast, world, complaints):
    page = back(cut_off(at_points(cast.dina)), "/", complaints)
    [[name, value]] = stored(page)
    for telling in ("talkingpoint", str(point().pk), str(cast.dina.pk), "text", "insist", "study"):
        assert telling.encode() not in name.encode() + base64.b64decode(value)
    assert re.fullmatch("placard [0-9a-f]{40}", name)


def test_words_marked_for_fewer_are_never_on_the_device(desk, cast, world, complaints):
    make.reserve(world, "A report only.")
    page = opened(desk(cast.chen), world.get_absolute_url())
    page.locator("#reserves [data-edit]").first.click()
    page.locator("#reserves textarea").fill("Only for some.")
    page.context.set_offline(True)
    page.locator("#reserves textarea").press("Control+Enter")
    expect(page.locator("#reserves form [data-saved]")).to_have_text("Not saved, and not kept on this device.")
    page.context.set_offline(False)
    expect(page.locator("#reserves textarea")).to_have_count(0)
    page.get_by_role("link", name="Add words").click()
    editor(page).fill("For whom?")
    page.wait_for_function("() => Object.keys(localStorage).some((name) => name.startsWith('placard '))")
    page.get_by_label("Marking", exact=True).select_option("core")
    page.wait_for_function(NOTHING_STORED)
    editor(page).press_sequentially(" Only for some.")
    page.wait_for_timeout(500)
    assert stored(page) == []
    complaints.clear()


def test_without_means_to_lock_nothing_is_kept(desk, cast, world, complaints):
    page = desk(cast.dina)
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    opened(page, world.get_absolute_url())
    page.locator("#points [data-edit]").first.click()
    page.context.set_offline(True)
    editor(page).fill(INSISTS)
    expect(sentence(page)).to_have_text("Not saved, and not kept on this device.")
    assert stored(page) == []
    page.context.set_offline(False)
    expect(sentence(page)).to_have_text(SAVED)
    complaints.clear()


def test_signing_out_takes_everything_along_once_it_was_asked(at_points, cast, complaints):
    page = back(cut_off(at_points(cast.dina)), reverse("my-account"), complaints)
    assert len(stored(page)) == 1
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    page.get_by_role("button", name="Sign out").click()
    assert (page.url.endswith(reverse("my-account")), len(stored(page))) == (True, 1)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert asked == ["Words that are not saved yet wait on this device. Signing out takes them away for good."] * 2
    assert stored(page) == []


def test_signing_out_where_no_script_runs_does_too(at_points, cast, complaints):
    context = cut_off(at_points(cast.dina))
    page = watched(context.new_page(), complaints)
    page.goto(reverse("account_logout"))
    assert len(stored(page)) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert stored(page) == []


def test_a_session_that_ended_wipes_nothing(at_points, cast, world, base_url, complaints):
    context = cut_off(at_points(cast.dina))
    context.clear_cookies(name="sessionid")
    page = watched(context.new_page(), complaints)
    page.goto(world.get_absolute_url())
    expect(page.get_by_label("E-mail address")).to_be_visible()
    assert len(stored(page)) == 1
    put_session(context, cast.dina, base_url)
    opened(page, world.get_absolute_url())
    expect(offer(page)).to_be_visible()


def test_another_member_finds_nothing(at_points, cast, world, base_url, complaints):
    context = cut_off(at_points(cast.dina))
    put_session(context, cast.chen, base_url)
    page = back(context, world.get_absolute_url(), complaints)
    page.wait_for_function(NOTHING_STORED)
    expect(offer(page)).to_have_count(0)


def test_s16_what_one_may_not_see_any_more_goes_at_once(at_points, cast, world, complaints):
    TalkingPoint.objects.update(marking="government")
    dina = at_points(cast.dina)
    dina.route(SAVES, lambda route: route.abort())
    editor(dina).fill(INSISTS)
    expect(sentence(dina)).to_have_text(KEPT)
    people.change(cast.dina, seen=cast.dina.version, clearance="delegation", by=cast.amara)
    dina.wait_for_function(NOTHING_STORED)
    expect(dina.locator("body")).not_to_contain_text("insist")
    dina.wait_for_timeout(500)
    assert stored(dina) == []


def test_what_was_hidden_meanwhile_is_gone_at_the_next_look(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina))
    TalkingPoint.objects.update(marking="elections")
    page = back(context, "/", complaints)
    page.wait_for_function(NOTHING_STORED)


def test_what_was_marked_core_meanwhile_is_gone_at_the_next_look(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina))
    TalkingPoint.objects.update(marking="core")
    page = back(context, "/", complaints)
    page.wait_for_function(NOTHING_STORED)


def test_after_a_week_it_is_gone(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina))
    page = watched(context.new_page(), complaints)
    page.clock.install()
    page.clock.fast_forward(160 * HOUR)
    opened(page, "/")
    assert len(stored(page)) == 1
    page.clock.fast_forward(10 * HOUR)
    opened(page, "/")
    page.wait_for_function(NOTHING_STORED)
