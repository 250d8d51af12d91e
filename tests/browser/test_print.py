"""The briefing on paper: its fullest day is two sheets of A4 for the head, and can be read."""

import re

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
