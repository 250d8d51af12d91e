"""Pieces of pages that are rendered once: the same for the same contents, and for nothing else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from delegation import fragments
from delegation.fragments import fragment
from positions.pages.briefing_page import Waiting

WAITING = Waiting("Res 102", "/issues/", datetime(2014, 10, 29, 0, 10, tzinfo=UTC), "Chen")


def shown(**changed):
    values = {name: changed.get(name, getattr(WAITING, name)) for name in ("subject", "url", "issued_at", "missing")}
    return fragment("positions/waiting.html", waiting=Waiting(**values))


def test_the_same_is_rendered_once():
    assert shown() is shown()
    assert [words in shown() for words in ("Res 102", "Chen", "since 29 Oct 00:10")] == [True] * 3


def test_whatever_is_shown_is_part_of_the_key():
    pieces = [shown(), shown(subject="Res 101"), shown(url="/"), shown(issued_at=None), shown(missing="Chen, Dina")]
    assert len(set(pieces)) == 5
    with timezone.override(ZoneInfo("Asia/Seoul")):
        assert "since 29 Oct 09:10" in shown()
    with translation.override("de"):
        assert shown() is not pieces[0]


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(fragments, "MOST", 2)
    for number in range(5):
        shown(subject=str(number))
        assert len(fragments._kept) <= 2
