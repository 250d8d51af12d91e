"""Going through a long list, from the row one stopped at."""

from delegation.models import Committee
from delegation.paging import page_of
from tests import factories as make

ORDER = ("name", "code")


def committees(count):
    for index in range(count):
        make.committee(f"AH-{index:02}", name=f"Group {index // 3}")
    return Committee.objects.values("code", "name")


def codes(page):
    return [row["code"] for row in page.rows]


def test_every_row_comes_once_forwards_and_back(db):
    rows = committees(8)
    first = page_of(rows, ORDER, cursor="", size=3)
    second = page_of(rows, ORDER, cursor=first.next, size=3)
    third = page_of(rows, ORDER, cursor=second.next, size=3)
    assert codes(first) + codes(second) + codes(third) == [f"AH-{index:02}" for index in range(8)]
    assert (first.previous, third.next) == ("", "")
    assert codes(page_of(rows, ORDER, cursor=third.previous, size=3)) == codes(second)
    assert page_of(rows, ORDER, cursor=second.previous, size=3).previous == ""


def test_what_is_added_or_gone_meanwhile_moves_no_other_row(db):
    rows = committees(6)
    first = page_of(rows, ORDER, cursor="", size=3)
    Committee.objects.filter(code="AH-02").update(name="Another")
    make.committee("AH-0X", name="Group 0")
    assert codes(page_of(rows, ORDER, cursor=first.next, size=3)) == ["AH-0X", "AH-03", "AH-04"]


def test_a_cursor_of_another_order_or_a_forged_one_is_the_first_page(db):
    rows = committees(6)
    first = page_of(rows, ORDER, cursor="", size=3)
    for cursor in (first.next[:-1], "x", ":", "\0", page_of(rows, ORDER, cursor="", size=3, descending=True).next):
        assert codes(page_of(rows, ORDER, cursor=cursor, size=3)) == codes(first)
    assert page_of(rows.none(), ORDER, cursor=first.next, size=3).rows == []
