"""Words that were not saved wait on the device, and are offered where they belong."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation.actions import records
from delegation.models import Wording
from positions.models import Instruction, TalkingPoint
from tests import factories as make
from tests.browser.conftest import put_session
from tests.browser.writing import (
    FIRST,
    INSISTS,
    KEPT,
    NOTHING_STORED,
    SAVED,
    SAVES,
    back,
    begun,
    crashed,
    cut_off,
    editor,
    offer,
    opened,
    point,
    say,
    sentence,
    stored,
    texts_of_past,
    written,
)


@pytest.fixture
def world(transactional_db, cast, internet):
    return written(internet)


@pytest.fixture
def at_points(desk, world, complaints):
    yield lambda person: begun(desk(person), world)
    complaints.clear()  # of the lost connection


def test_s11_connection_lost_mid_save(at_points, cast, world, complaints):
    dina = at_points(cast.dina)
    dina.route(SAVES, lambda route: route.abort())
    context = cut_off(dina)
    page = back(context, world.get_absolute_url(), complaints)
    expect(offer(page)).to_contain_text(re.compile(r"Words of yours of \d\d:\d\d were not saved\."))
    expect(page.locator("#said")).to_have_text(re.compile("were not saved"))
    assert page.locator("#points").inner_text().count(INSISTS) == 0
    offer(page).get_by_role("button", name="Take up").click()
    expect(editor(page)).to_have_value(INSISTS)
    expect(editor(page)).to_be_focused()
    expect(offer(page)).to_have_count(0)
    expect(sentence(page)).to_have_text(SAVED)
    assert texts_of_past() == [FIRST, INSISTS]
    page.wait_for_function(NOTHING_STORED)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-live", "true")
    expect(offer(page)).to_have_count(0)


def test_s11_what_others_wrote_meanwhile_is_not_overwritten(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina))
    say("We oppose a study of prices.", by=cast.chen)
    page = back(context, world.get_absolute_url(), complaints)
    offer(page).get_by_role("button", name="Take up").click()
    expect(page.locator("[data-conflict]")).to_be_visible()
    expect(editor(page)).to_have_value(INSISTS)
    assert point().text == "We oppose a study of prices."
    page.get_by_role("button", name="Mine", exact=True).click()
    expect(page.locator("#points [data-field] > .words")).to_have_text(INSISTS)
    page.wait_for_function(NOTHING_STORED)
    assert point().text == INSISTS


def test_what_others_added_elsewhere_in_the_text_is_put_to_it(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina), f"{FIRST} Thank you.")
    say(f"Chair, {FIRST}", by=cast.chen)
    page = back(context, world.get_absolute_url(), complaints)
    offer(page).get_by_role("button", name="Take up").click()
    expect(editor(page)).to_have_value(f"Chair, {FIRST} Thank you.")
    expect(page.locator("[data-merged]")).to_contain_text("Put together with what Chen had written.")
    assert point().text == f"Chair, {FIRST} Thank you."


def test_s02_no_answer_and_the_page_closed(at_points, cast, world, complaints):
    dina = at_points(cast.dina)
    say("We oppose a study of prices.", by=cast.chen)
    editor(dina).fill(INSISTS)
    expect(dina.locator("[data-conflict]")).to_be_visible()
    before = stored(dina)
    editor(dina).press_sequentially(" At once.")
    for _look in range(100):  # until all of it is kept, which it is bit by bit
        dina.wait_for_timeout(1_000)
        before, now = stored(dina), before
        if before == now:
            break
    page = back(crashed(dina), world.get_absolute_url(), complaints)
    offer(page).get_by_role("button", name="Take up").click()
    expect(editor(page)).to_have_value(f"{INSISTS} At once.")
    expect(page.locator("[data-conflict] .versions .words").first).to_have_text(FIRST)
    expect(editor(page)).to_have_value(f"{INSISTS} At once.")
    assert INSISTS in Wording.objects.values_list("text", flat=True)


def test_what_was_stored_although_no_answer_came_is_not_offered(at_points, cast, world, complaints):
    dina = at_points(cast.dina)

    arrived = []

    def lose(route):
        if not arrived:
            arrived.append(route.fetch().status)
        route.abort()

    dina.route(SAVES, lose)
    editor(dina).fill(INSISTS)
    expect(sentence(dina)).to_have_text(KEPT)
    page = back(crashed(dina), world.get_absolute_url(), complaints)
    page.wait_for_function(NOTHING_STORED)
    expect(offer(page)).to_have_count(0)
    assert texts_of_past() == [FIRST, INSISTS]


def test_thrown_away_is_gone(at_points, cast, world, complaints):
    page = back(cut_off(at_points(cast.dina)), world.get_absolute_url(), complaints)
    offer(page).get_by_role("button", name="Throw away").click()
    expect(offer(page)).to_have_count(0)
    expect(page.locator("#points [data-edit]").first).to_be_focused()
    assert stored(page) == []
    assert texts_of_past() == [FIRST]


def test_escape_keeps_the_words_on_offer(at_points, cast):
    dina = at_points(cast.dina)
    editor(dina).fill(INSISTS)
    editor(dina).press("Escape")
    expect(dina.locator("#points [data-field] > .words")).to_have_text(FIRST)
    expect(dina.locator("#points [data-edit]").first).to_be_focused()
    expect(offer(dina)).to_be_visible()
    say("We oppose a study of prices.", by=cast.chen)
    expect(dina.locator("#points [data-field] > .words")).to_have_text("We oppose a study of prices.")
    expect(offer(dina)).to_be_visible()
    dina.locator("#points [data-edit]").first.click()
    expect(editor(dina)).to_have_value("We oppose a study of prices.")
    expect(offer(dina)).to_be_visible()
    offer(dina).get_by_role("button", name="Take up").click()
    expect(editor(dina)).to_have_value(INSISTS)
    expect(dina.locator("[data-conflict]")).to_be_visible()


def test_what_is_being_written_in_another_window_is_not_offered_here(at_points, cast, world, complaints):
    dina = at_points(cast.dina)
    dina.route(SAVES, lambda route: route.abort())
    editor(dina).fill(INSISTS)
    expect(sentence(dina)).to_have_text(KEPT)
    other = back(dina.context, world.get_absolute_url(), complaints)
    other.wait_for_timeout(500)
    expect(offer(other)).to_have_count(0)
    assert len(stored(other)) == 1
    dina.close()
    other.reload()
    expect(offer(other)).to_be_visible()


def test_new_words_to_say_are_kept_and_offered(desk, cast, world, complaints):
    dina = opened(desk(cast.dina), world.get_absolute_url())
    with dina.expect_response("**/draft-key/"):
        dina.get_by_role("link", name="Add words").click()
    dina.context.set_offline(True)
    editor(dina).fill(INSISTS)
    dina.locator("#point-new button.main").click()
    expect(sentence(dina)).to_have_text(KEPT)
    page = back(crashed(dina), world.get_absolute_url(), complaints)
    offer(page).get_by_role("button", name="Take up").click()
    expect(editor(page)).to_have_value(INSISTS)
    page.locator("#point-new button.main").click()
    expect(page.locator("#points textarea")).to_have_count(0)
    assert TalkingPoint.objects.filter(text=INSISTS).count() == 1
    page.wait_for_function(NOTHING_STORED)
    complaints.clear()


def test_new_words_to_say_that_were_added_without_an_answer_are_not_added_again(desk, cast, world, complaints):
    dina = opened(desk(cast.dina), world.get_absolute_url())
    with dina.expect_response("**/draft-key/"):
        dina.get_by_role("link", name="Add words").click()
    dropped = []

    def lose(route):
        if route.request.method == "POST" and not dropped:
            dropped.append(route.fetch().status)
        route.abort()

    dina.route("**/points/new/", lose)
    editor(dina).fill(INSISTS)
    dina.locator("#point-new button.main").click()
    expect(sentence(dina)).to_have_text(KEPT)
    page = back(crashed(dina), world.get_absolute_url(), complaints)
    page.wait_for_function(NOTHING_STORED)
    expect(offer(page)).to_have_count(0)
    assert dropped == [200]
    assert TalkingPoint.objects.filter(text=INSISTS).count() == 1
    complaints.clear()


def test_escape_asks_where_words_cannot_be_kept(desk, cast, world):
    make.reserve(world, "A report only.")
    page = opened(desk(cast.chen), world.get_absolute_url())
    page.locator("#reserves [data-edit]").first.click()
    area, question = page.locator("#reserves textarea"), page.get_by_role("dialog", name="Leave without saving?")
    area.fill("Only for some.")
    area.press("Escape")
    question.get_by_role("button", name="Go on writing").click()
    expect(area).to_have_value("Only for some.")
    expect(area).to_be_focused()
    area.press("Escape")
    question.get_by_role("button", name="Leave", exact=True).click()
    expect(page.locator("#reserves [data-edit]").first).to_be_focused()
    assert stored(page) == []


def test_words_of_an_archived_point_can_still_be_taken_up(at_points, cast, world, complaints):
    context = cut_off(at_points(cast.dina))
    records.archive(point(), by=cast.ben)
    page = back(context, reverse("point-archived", args=[world.pk]), complaints)
    offer(page).get_by_role("button", name="Take up").click()
    expect(page.locator("[data-conflict][data-archived]")).to_contain_text("Archived by Ben")
    expect(page.locator("textarea")).to_have_value(INSISTS)
    page.get_by_role("button", name="Restore it with my words").click()
    expect(page.locator("textarea")).to_have_count(0)
    now = point()
    assert (now.text, now.archived_at) == (INSISTS, None)


def test_what_is_written_in_the_form_of_a_page_survives_the_end_of_the_session(desk, cast, world, base_url, complaints):
    amara = opened(desk(cast.amara), f"{reverse('instruction-new')}?issue={world.pk}")
    amara.get_by_label("Mandate").fill("Oppose in any form.")
    amara.get_by_label("Order").select_option("oppose")
    amara.wait_for_function(f"() => !({NOTHING_STORED})()")
    amara.context.clear_cookies(name="sessionid")
    amara.get_by_role("button", name="Keep as draft").click()
    expect(amara.get_by_label("E-mail address")).to_be_visible()
    put_session(amara.context, cast.amara, base_url)
    opened(amara, f"{reverse('instruction-new')}?issue={world.pk}")
    expect(amara.get_by_label("Mandate")).to_have_value("")
    offer(amara).get_by_role("button", name="Take up").click()
    expect(amara.get_by_label("Mandate")).to_have_value("Oppose in any form.")
    amara.get_by_role("button", name="Keep as draft").click()
    expect(amara.locator("#draft-mandate")).to_contain_text("Oppose in any form.")
    amara.wait_for_function(NOTHING_STORED)
    assert Instruction.objects.get().kind == "oppose"


def test_a_question_to_capital_is_offered_on_the_next_visit(desk, cast, world, complaints):
    address = f"{reverse('guidance-new')}?issue={world.pk}"
    chen = opened(desk(cast.chen), address)
    chen.get_by_label("Question").fill("May we join the others?")
    chen.wait_for_function(f"() => !({NOTHING_STORED})()")
    opened(chen, reverse("today"))
    opened(chen, address)
    offer(chen).get_by_role("button", name="Take up").click()
    expect(chen.get_by_label("Question")).to_have_value("May we join the others?")
