"""Alternatives of a position stand in order, are written down as one text, and change in drafts alone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from positions.actions import alternatives as actions
from positions.actions import positions
from positions.models import Alternative, Clearance
from tests import factories as make
from tests.positions.clearing import agencies
from tests.positions.editions import fresh, in_force, say, seen


@pytest.fixture
def draft(cast, internet):
    position = make.position(internet, argument="Study first.")
    for words in ("A study.", "A report.", "Nothing."):
        actions.add(position=position, text=words, by=cast.chen)
    return position


def of(words):
    return Alternative.objects.get(text=words)


def test_they_are_written_down_in_order(cast, draft):
    assert fresh(draft).alternatives == "1. A study.\n2. A report.\n3. Nothing."
    actions.move(of("Nothing."), up=True, by=cast.dina)
    actions.put(of("A study."), after=of("A report.").pk, by=cast.dina)
    assert fresh(draft).alternatives == "1. Nothing.\n2. A report.\n3. A study."
    actions.change(of("A report."), seen=of("A report.").version, text="A report\nto Council.", by=cast.chen)
    actions.archive(of("Nothing."), by=cast.chen)
    assert fresh(draft).alternatives == "1. A report\n   to Council.\n2. A study."


def test_who_may_change_the_position_changes_them(cast, draft):
    for person in (cast.olga, cast.pavel, cast.kim):
        with pytest.raises(PermissionDenied):
            actions.add(position=draft, text="Mine.", by=person)
        with pytest.raises(PermissionDenied):
            actions.move(of("Nothing."), up=True, by=person)


def test_they_change_in_drafts_alone_and_go_into_the_next_edition(cast, internet, draft):
    live = in_force(make.issue("Numbering", lead=cast.chen), cast.ben, id=make.key("another"))
    row = make.alternative(live)
    for act in (
        lambda: actions.add(position=live, text="More.", by=cast.chen),
        lambda: actions.change(row, seen=1, text="Less.", by=cast.chen),
        lambda: actions.archive(row, by=cast.chen),
        lambda: actions.move(row, up=True, by=cast.chen),
    ):
        with pytest.raises(ValidationError, match="revise it"):
            act()
    edition = positions.revise(live, by=cast.chen)
    assert (edition.alternatives, fresh(live).alternatives) == ("1. A report to Council.", "1. A report to Council.")
    assert [(one.version, sorted(one.field_versions)) for one in (edition, fresh(edition))] == [(1, [])] * 2
    actions.change(Alternative.objects.of(edition).get(), seen=1, text="Less.", by=cast.chen)
    assert (fresh(edition).alternatives, fresh(live).alternatives) == ("1. Less.", "1. A report to Council.")


def test_a_change_of_them_is_asked_anew(cast, internet, draft):
    internet.agencies.set(agencies(cast)[:1])
    positions.submit(draft, **seen(draft, cast.chen))
    one = Clearance.objects.get()
    version = fresh(draft).version
    actions.move(of("Nothing."), up=True, by=cast.chen)
    assert (fresh(one).asked_at > one.asked_at, fresh(draft).version > version) == (True, True)
    say("Economy", "agreed", cast.olga)
    assert fresh(draft).state == "cleared"


def test_they_are_added_and_put_in_order_on_the_page(cast, client, internet, draft):
    client.force_login(cast.chen)
    at = internet.get_absolute_url()
    page = client.get(at).text
    assert page.index("A study.") < page.index("A report.") < page.index("Nothing.")
    assert client.post(reverse("alternative-up", args=[of("Nothing.").pk])).status_code == 302
    assert fresh(draft).alternatives == "1. A study.\n2. Nothing.\n3. A report."
    placing = {"before": str(of("A study.").pk)}
    assert client.post(reverse("alternative-place", args=[of("A report.").pk]), placing).status_code == 204
    assert fresh(draft).alternatives == "1. A report.\n2. A study.\n3. Nothing."
    adding = reverse("alternative-add", args=[draft.pk])
    assert client.get(adding).status_code == 200
    assert client.post(adding, {"text": "A pause."}).status_code == 302
    assert fresh(draft).alternatives.endswith("4. A pause.")
    editing = reverse("alternative-edit", args=[of("A pause.").pk])
    assert client.post(editing, {"seen": 1, "text": "A long pause."}).status_code == 302
    assert client.post(reverse("alternative-archive", args=[of("A long pause.").pk])).status_code == 302
    client.force_login(cast.olga)
    assert client.get(adding).status_code == 403
    assert "A report." in client.get(at).text
