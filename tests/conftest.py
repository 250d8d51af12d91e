"""The cast: the same people in every test, so that conversations about a bug have names.

Amara is head, Ben deputy, Chen lead and Dina alternate of the issue "Internet", Sam takes notes, Sol is secretary,
Kim is the desk in capital, Eli the election desk, Pavel an adviser from a company, Rosa keeps the administration,
Olga is a delegate without part in the issue, Gone has left.
"""

from types import SimpleNamespace

import pytest

from tests import factories as make


@pytest.fixture
def conference(db):
    return make.conference()


@pytest.fixture
def cast(conference):
    return SimpleNamespace(
        amara=make.delegate("amara", function="head"),
        ben=make.delegate("ben", function="deputy"),
        chen=make.delegate("chen"),
        dina=make.delegate("dina"),
        sam=make.delegate("sam"),
        sol=make.delegate("sol", function="secretary"),
        kim=make.delegate("kim", function="capital"),
        eli=make.delegate("eli", function="election_desk"),
        pavel=make.delegate("pavel", function="adviser", affiliation="private_sector"),
        rosa=make.delegate("rosa", cleared=False, staff=True),
        olga=make.delegate("olga"),
        gone=make.delegate("gone", active=False),
    )


@pytest.fixture
def internet(cast):
    """The issue that Chen leads."""
    return make.issue("Internet", lead=cast.chen, alternate=cast.dina)
