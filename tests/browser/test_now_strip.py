"""The now strip on a phone: what it is for is read whole, and what sticks below it stands below it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from delegation import clock
from delegation.models import Committee
from tests import factories as make

PHONE = {"width": 360, "height": 740}
CUT = "strip => [...strip.querySelectorAll('a, span')].filter(one => one.scrollWidth > one.clientWidth + 1 &&" + (
    " getComputedStyle(one).overflow === 'hidden').map(one => one.textContent)"
)
NOW = "() => getComputedStyle(document.documentElement).getPropertyValue('--now') === `${now.offsetHeight}px`"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_name_room_and_time_left_are_read_whole_on_a_phone(sample, desk, scheme):
    idris, now, plenary = sample("idris.penn"), clock.now(), Committee.objects.get(pk="WG-PL")
    for number, minutes, room in (("61", 5, "Grand ballroom of the second floor"), ("62", 4, "Room K")):
        make.duty(make.meeting(plenary, number=number, starts_at=now - timedelta(minutes=minutes), room=room), idris)
    page = desk(idris)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("today"))
    strip = page.locator("#now")
    for words in ("WG-PL, meeting 61", "Grand ballroom of the second floor, to", "left", "at the same time:", "Next"):
        expect(strip.get_by_text(words).first).to_be_visible()
    assert strip.evaluate(CUT) == []
    assert strip.evaluate("strip => strip.scrollWidth <= strip.clientWidth")
    page.wait_for_function(NOW)
