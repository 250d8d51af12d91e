"""An adviser's world with and without what is hidden: not a byte may differ.

Two states of the database, built by one script with the same keys while the clock stands still; in one of them hidden
records lie between the visible ones. Every address is asked for every part, with every filter, and written to, in both;
after taking out the CSRF token and the nonce, status, headers and body must be equal. A word that stands in hidden
records alone is sought in every answer and every line of log.
"""

import logging
import random
import re
from collections import Counter
from contextlib import contextmanager
from http.cookies import SimpleCookie
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from tests.sweep import world
from tests.sweep.addresses import asks, every_name, forgotten_names, unknown_names
from tests.sweep.answers import comparable, everything_in
from tests.sweep.known import KEYS, NOUNS, PLAIN
from tests.sweep.parts import parts_of_pages

CANARY = re.compile("zqx[a-z]+kanari")
IN_BOTH = 2  # records that are in both worlds: of a noun, each is asked for in the same way
# Pages on which a head must see the difference, or the sweep proves nothing.
TELLING = {
    "today", "inbox", "last-hour", "time-plan", "cover-day", "cover-history", "duty-suggestions",
    "meeting-detail", "room-meeting", "room-note",
    "briefing-day", "issue-list", "issue-detail", "instruction-list", "stance-matrix", "search", "proposal-detail",
    "field-history", "instruction-detail", "guidance-list", "guidance-detail",
    "delivery-detail",
}  # fmt: skip
# What a head finds by searching, or the sweep over search proves nothing.
FOUND = "issue second meeting position alternative point superseded instruction draft whole asked answered delivered"
FOUND += " elsewhere noted conflict told"  # the last on top of every page: it waits in the inbox


def test_every_address_is_known():
    assert unknown_names() == []
    assert forgotten_names() == []


def answers(reader_name, *, hidden, keys, methods=("GET", "HEAD", "POST")):
    """What the reader is answered to every request; the state of the database is as before afterwards."""
    found = {}
    with transaction.atomic(), same_chance() as begin_again:
        made = world.build(hidden=hidden)
        client = Client(raise_request_exception=False)
        client.force_login(getattr(made, reader_name))
        signed_in = client.cookies.output(header="")
        for ask in asks(keys, parts_of_pages(), methods=methods):
            begin_again(str(ask))
            client.cookies = SimpleCookie(signed_in)
            with transaction.atomic():
                response = client.generic(
                    ask.method,
                    ask.path,
                    encoded(ask.data),
                    content_type="application/x-www-form-urlencoded",
                    headers=dict(ask.headers),
                )
                found[str(ask)] = (ask.name, comparable(response), everything_in(response))
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return found


@contextmanager
def same_chance():
    """Keys and secrets come out alike in both worlds: what an answer holds by chance is no difference."""
    chance = random.Random()
    with patch("os.urandom", chance.randbytes), patch("random._urandom", chance.randbytes):
        chance.seed("world")
        yield chance.seed


def encoded(data):
    return urlencode(data)


def keys_of_both_worlds():
    """Of each noun, keys of some records that are in both worlds, and of all that are in one alone."""
    with_hidden, without = keys_of(hidden=True), keys_of(hidden=False)
    return {
        noun: [
            *[key for key in with_hidden[noun] if key in without[noun]][:IN_BOTH],
            *[key for key in with_hidden[noun] if key not in without[noun]],
            *[key for key in without[noun] if key not in with_hidden[noun]],
        ]
        for noun in NOUNS
    }


def keys_of(*, hidden):
    with transaction.atomic(), same_chance():
        world.build(hidden=hidden)
        keys = {
            noun: list(model._base_manager.order_by("pk").values_list("pk", flat=True)) for noun, model in NOUNS.items()
        }
        transaction.set_rollback(True)
    return keys


@pytest.fixture
def stopped(db):
    with time_machine.travel(world.REAL_NOW, tick=False):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["pavel", "rosa"])
def test_what_is_hidden_leaves_no_trace(stopped, reader, caplog):
    caplog.set_level(logging.INFO)
    keys = keys_of_both_worlds()
    with_hidden = answers(reader, hidden=True, keys=keys)
    without = answers(reader, hidden=False, keys=keys)
    assert with_hidden.keys() == without.keys()
    different = [ask for ask in without if without[ask][1] != with_hidden[ask][1]]
    assert different == []
    sung = {ask: found for ask, (_, _, words) in with_hidden.items() if (found := CANARY.findall(words))}
    # A word that was sent comes back in the form that refuses it; nothing else may hold one.
    assert {ask: words for ask, words in sung.items() if set(words) - {"zqxissuekanari"} or "POST" not in ask} == {}
    assert CANARY.findall(caplog.text.replace("zqxissuekanari", "")) == []
    failures = Counter(name for name, (status, *_), _ in with_hidden.values() if status >= 500)
    assert failures == {}


@pytest.mark.slow
def test_the_head_sees_the_difference(stopped):
    keys = keys_of_both_worlds()
    with_hidden = answers("amara", hidden=True, keys=keys, methods=("GET",))
    without = answers("amara", hidden=False, keys=keys, methods=("GET",))
    telling = {name for ask, (name, answer, _) in with_hidden.items() if answer != without[ask][1]}
    assert telling >= TELLING
    assert {canary for _, _, words in with_hidden.values() for canary in CANARY.findall(words)} >= {
        world.canary(noun)
        for noun in (
            "issue",
            "point",
            "position",
            "reserve",
            "redline",
            "stance",
            "instruction",
            "draft",
            "asked",
            "answered",
            "delivered",
            "noted",
            "conflict",
            "meeting",
            "told",
        )
    }
    found = {canary for name, _, words in with_hidden.values() if name == "search" for canary in CANARY.findall(words)}
    assert found == {world.canary(noun) for noun in FOUND.split()}


def test_known_addresses_are_asked():
    assert {*PLAIN, *KEYS} <= set(every_name())
