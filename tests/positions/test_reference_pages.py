"""The reference page, and the glossary in two places."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from positions import glossary
from positions.models import Proposal
from positions.pages.reference import MEANINGS, groups, tree
from tests import factories as make


def test_the_glossary_is_one():
    assert (Path(settings.ROOT) / "docs" / "glossary.md").read_text() == glossary.in_markdown()
    assert len(glossary.terms()) == len({term.anchor for term in glossary.terms()}) == 100


def test_terms_are_found_by_name_then_by_meaning():
    assert [term.term for _, term in glossary.found("reserve")][:1] == ["Reserve"]
    assert [rank for rank, _ in glossary.found("proposal")] == sorted(
        (rank for rank, _ in glossary.found("proposal")), reverse=True
    )


def test_every_action_is_explained():
    assert list(MEANINGS) == list(Proposal.Action)


def test_committees_are_a_tree_with_our_people(cast):
    plenary = make.committee("PL", kind="plenary", name="Plenary", place=1)
    wgpl = make.committee("WG-PL", parent=plenary, place=3)
    make.committee("COM5", kind="committee", parent=plenary, place=2)
    make.committee("AH-IOT", kind="ad_hoc", parent=wgpl)
    make.membership(cast.chen, wgpl)
    make.membership(cast.gone, wgpl)
    assert [(branch.committee.code, branch.depth) for branch in tree()] == [
        ("PL", 0),
        ("COM5", 1),
        ("WG-PL", 1),
        ("AH-IOT", 2),
    ]
    assert [[part.delegate for part in branch.members] for branch in tree()] == [[], [], [cast.chen], []]


def test_groups_count_member_states_without_the_sample(cast):
    group = make.group("EUR", "CEPT")
    group.members.add(make.member_state("F", "France", is_sample=False), make.member_state())
    assert [(row["group"].code, row["count"]) for row in groups()] == [("EUR", 1)]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_often_however_many_committees(cast, count, django_assert_num_queries):
    for index in range(count):
        make.membership(cast.chen, make.committee(f"AH-{index}"))
    client = Client()
    client.force_login(cast.pavel)
    with django_assert_num_queries(8):
        answer = client.get(reverse("reference"))
    assert answer.status_code == 200
