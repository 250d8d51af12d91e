"""Whatever is asked of Placard, it answers: no address fails, whatever key, parameter or form is sent to it."""

from contextlib import suppress
from datetime import date
from itertools import count, cycle
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.sweep import world
from tests.sweep.addresses import every_name
from tests.sweep.known import KEYS, NOUNS, PLAIN, WORDS
from tests.sweep.sent import EVERYTHING

# Where a key, a number, a moment or words are expected: absent, huge, negative, malformed, not to be stored.
STRANGE = (
    "",
    "0",
    "-1",
    "9" * 40,
    "2147483648",
    "1e999",
    "nan",
    "'; --",
    "../../etc/passwd",
    "%00",
    "before\0after",
    "\ud800",
    "é" * 300,
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59:59.999999-23:59",
    "2014-02-31",
    "<script>alert(1)</script>",
    "a\r\nSet-Cookie: b=c",
    "{{ 7|add:7 }}",
    "٣",
    "00000000-0000-0000-0000-000000000000",
    "[1, {}]",
)
ABSENT = UUID(int=0)
KEYS_THAT_ARE_NONE = (str(ABSENT), "-1", "9999-12-31", "%00", quote("é" * 90))
OF_THE_SIGN_IN = ([], ["pk"], ["key"], ["uidb36", "key"])
READ = "item q sort cursor page which before issue text source committee group here filters of as by kind".split()
# Pages that read what stands in their address.
READING = (
    "proposal-list",
    "search",
    "last-hour",
    "inbox",
    "cover",
    "team",
    "issue-list",
    "instruction-list",
    "guidance-list",
    "guidance-new",
    "stance-matrix",
    "time-plan",
    "room",
    "room-note",
)
PARAMETERS = """
q sort cursor page which before saves sent issue text action source group committee stage outcome filters shown mine
bar here of as by field print next o p e all state access clearance function kind role marking term app_label model_name
item field_name _popup _to_field _changelist_filters starts_at__year starts_at__month starts_at__day issue__id__exact
""".split()
FIELDS = [
    *EVERYTHING,
    *"""
    operation digest length until to rows_signed kept_out file delegate committee issue predecessor next login
    password email _selected_action index select_across symbol sources document documents texts issues committees
    decided_on received_on starts_on ends_on arrives_on leaves_on place function clearance affiliation agency state
    code is_staff theme single_keys override_reason confidence meeting proposal members zone capital_zone
    keeps initial-issue initial-starts_at seen-0 seen-nonsense password1 password2 code credential
    """.split(),
]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["amara", "pavel"])
def test_nothing_that_is_asked_makes_placard_fail(db, who):
    failed = {}
    with time_machine.travel(world.REAL_NOW, tick=False):
        reader = getattr(world.build(hidden=True), who)
        reader.is_staff = who == "amara"
        reader.save()
        client = Client(raise_request_exception=False)
        client.force_login(reader)
        for method, path, data in asks(is_staff=reader.is_staff):
            with transaction.atomic():
                answer = client.generic(method, path, data, content_type="application/x-www-form-urlencoded")
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                failed[f"{method} {path[:200]} {data[:200]}"] = answer.status_code
    assert failed == {}


def asks(*, is_staff):
    """Every address, with keys that are there, keys of nothing, and keys that are none; strange words in turn."""
    turn = count()
    for name, parameters in named():
        path = reverse(name, kwargs={word: there(name, word) for word in parameters})
        yield "GET", path, ""
        yield "POST", path, strangely(FIELDS, next(turn))
        if name.startswith("admin:") and not is_staff:  # turned away at the door
            continue
        yield "GET", f"{path}?{strangely(PARAMETERS, next(turn))}", ""
        yield "POST", path, ""
        yield "POST", path, urlencode(EVERYTHING | {"operation": "1"})
        if not parameters or name == "admin:app_list":  # of which the address holds the two names
            continue
        marks = {word: mark(there(name, word)) for word in parameters}
        for key in KEYS_THAT_ARE_NONE:
            elsewhere = reverse(name, kwargs=marks)
            for word in marks.values():
                elsewhere = elsewhere.replace(str(word), key)
            yield "GET", elsewhere, ""
            if key == KEYS_THAT_ARE_NONE[0]:
                yield "POST", elsewhere, urlencode(EVERYTHING)
    for name in READING:
        for word, strange in zip(READ, cycle(STRANGE[next(turn) % 5 :]), strict=False):
            yield "GET", f"{reverse(name)}?{urlencode({word: strange}, errors='surrogatepass')}", ""


def named():
    """Each name with the words of its path, but for those that end the session that asks."""
    for name in every_name():
        if name in ("admin:logout", "account_logout"):
            continue
        if name in KEYS or name in PLAIN:
            yield name, list(KEYS.get(name, ()))
        else:  # of the sign-in, whose words lie deeper
            yield name, next(words for words in OF_THE_SIGN_IN if answers(name, words))


def answers(name, words):
    with suppress(NoReverseMatch):
        return reverse(name, kwargs={word: there(name, word) for word in words})


def there(name, word):
    """A key of a record that is there, where one is meant."""
    noun = KEYS.get(name, {}).get(word, word)
    if noun in NOUNS:
        return NOUNS[noun]._base_manager.order_by("pk").values_list("pk", flat=True).first()
    if noun.startswith("anything"):
        return NOUNS["position"].objects.values_list("pk", flat=True).first()
    if (noun.startswith("kind") and noun not in WORDS) or noun == "field":
        return {"kind": "position", "field": "objective"}[noun]
    return WORDS.get(noun, [1 if noun == "pk" else "1"])[0]


def mark(key):
    """What can be told in an address from everything else, of the form that the address takes."""
    return {UUID: UUID(int=2**128 - 1), date: date(4321, 1, 2), int: 987654321}.get(type(key), "replaceme")


def strangely(names, turn):
    return urlencode(
        [(name, STRANGE[(place + turn) % len(STRANGE)]) for place, name in enumerate(names)], errors="surrogatepass"
    )
