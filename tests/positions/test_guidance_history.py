"""The history of a question to capital: each round in its words, who did what, and which answer holds."""

from datetime import timedelta

import pytest

from delegation import history
from positions.actions import guidance_requests
from tests import factories as make
from tests.plain import plain


@pytest.fixture
def floor(client, cast):
    client.force_login(cast.chen)
    return client


def test_words_of_an_earlier_round_stand_whole_in_the_history(floor, cast, internet):
    """Nowhere else: those of the next round have taken their place above."""
    asked, first = make.guidance_request(internet, by=cast.chen), "Which study, " * 20 + "and by whom?"
    for words, reply in ((first, "One of ours."), ("Which of them?", "")):
        for act, by, said in (("take", "kim", {}), ("ask_back", "kim", {"asked_back": words})):
            getattr(guidance_requests, act)(asked, seen=asked.version, by=getattr(cast, by), **said)
            asked.refresh_from_db()
        if reply:
            guidance_requests.resend(asked, seen=asked.version, reply=reply, by=cast.chen)
            asked.refresh_from_db()
    above, history = plain(floor.get(asked.get_absolute_url())).split("History", 1)
    assert (first in above, first in history) == (False, True)


def test_who_did_last_what_a_file_tells_of_has_not_loaded_it(floor, cast, internet):
    with history.through("loading guidance_requests"), history.recorded(cast.kim):
        asked = make.guidance_request(internet, by=cast.chen)
    told = plain(floor.get(asked.get_absolute_url())).partition("History")[2]
    assert ("Placard loaded it" in told, "Kim" in told) == (True, False)


def test_the_history_names_the_other_answer_and_the_decision(client, cast, internet):
    given = {"answered_at": make.START, "answered_by": cast.kim, "answer": "Accept it.", "marking": "delegation"}
    asked = make.guidance_request(internet, by=cast.chen, **given)
    economy, justice = make.agency("Economy"), make.agency("Justice")
    said = {"by": cast.eli, "agency": justice, "against": economy, "marking": "government"}
    done = {"decided_by": cast.ben, "decided_for": "second", "decided_why": "The law."}
    at = {"at": make.START + timedelta(minutes=1), "decided_at": make.START + timedelta(minutes=2)}
    make.conflict(asked, "Do not.", **said, **done, **at)
    client.force_login(cast.chen)
    history = plain(client.get(asked.get_absolute_url())).partition("History")[2]
    lines = [
        "29 Oct 09:12 Ben decided for the answer of Eli, Justice The law.",
        "29 Oct 09:11 Eli answered otherwise for Justice Do not.",
    ]
    assert " ".join(lines) in " ".join(history.split())
    client.force_login(cast.pavel)
    history = plain(client.get(asked.get_absolute_url())).partition("History")[2]
    assert ("Justice" in history, "decided" in history, "wrote it" in history) == (False, False, True)
