"""On paper: the briefing of the fullest day is two sheets of A4 and can be read; other pages print what informs."""

import re
from datetime import timedelta

from django.urls import reverse

from tests import factories as make

SOON = make.START + timedelta(hours=1)

SMALLEST = """() => {
  const speaks = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const shown = [...document.querySelectorAll(".edition :not(.hidden)")]
    .filter((one) => one.checkVisibility() && speaks(one));
  return Math.min(...shown.map((one) => parseFloat(getComputedStyle(one).fontSize)));
}"""


def test_the_briefing_of_the_fullest_day_is_two_sheets(sample, desk):
    page = desk(sample("ines.kordal"))
    page.goto("/briefing/2014-10-29/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= 12  # 9 pt


CONTROLS = """() => [...document.querySelectorAll("main :is(input, button, summary, select, textarea, form)")]
  .filter((one) => one.checkVisibility()).length"""


def test_who_could_go_and_what_a_member_holds_print_without_what_only_a_screen_can_do(page, sign_in, cast, internet):
    com5 = make.committee("COM5", kind="committee")
    meeting, other = (make.meeting(com5, number=number, starts_at=SOON) for number in ("8", "9"))
    make.duty(other, cast.chen, accepted=True)
    make.membership(cast.chen, com5)
    sign_in(cast.amara)
    for address, shown in (
        (reverse("duty-suggestions", args=[meeting.pk]), ["Chen", "clash"]),
        (reverse("team-hand-over", args=[cast.chen.pk]), ["Com 5, meeting 9", "accepted", "Internet", "Spokesperson"]),
    ):
        page.goto(address)
        assert page.evaluate(CONTROLS) > 0
        page.emulate_media(media="print")
        assert page.evaluate(CONTROLS) == 0
        words = page.locator("main").inner_text()
        assert [one for one in shown if one not in words] == []
        assert "What to know" not in words
        page.emulate_media(media="screen")
