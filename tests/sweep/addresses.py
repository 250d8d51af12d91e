"""Every request that the sweep makes: each address, with keys that are there, hidden, absent or of something else."""

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from uuid import UUID

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.sweep.known import FILTERS, IN_HISTORY, KEYS, NOT_ASKED, PLAIN, WORDS
from tests.sweep.sent import posted

# Pages that answer a copy of themselves, to be read without network.
COPIED = ("today", "room", "room-meeting", "briefing-day")
ABSENT = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Ask:
    """One request."""

    method: str
    path: str
    name: str
    headers: tuple = ()
    data: tuple = field(default=())

    def __str__(self):
        return f"{self.method} {self.path} {dict(self.headers)} {dict(self.data)}"


def every_name():
    """Each named address, with the names of what its path asks for; the administration's under "admin:"."""

    def visit(patterns, namespace):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from visit(pattern.url_patterns, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield (f"{namespace}:" if namespace else "") + pattern.name, pattern

    return dict(visit(get_resolver().url_patterns, ""))


def unknown_names():
    """Addresses that nobody has told the sweep about: a new page is another way to leak."""
    known = set(KEYS) | set(PLAIN) | set(NOT_ASKED)
    return sorted(name for name in every_name() if name not in known)


def forgotten_names():
    """Addresses that the sweep knows and that are no more."""
    names = set(every_name())
    return sorted(name for name in {*KEYS, *PLAIN, *NOT_ASKED} if name not in names)


def paths(keys):
    """(name, path) of everything, `keys` being the keys of each noun in both worlds together."""
    for name in PLAIN:
        yield name, reverse(name)
    for name, parameters in KEYS.items():
        for chosen in choices(tuple(parameters.values()), keys):
            with suppress(NoReverseMatch):  # a key of another form than the address takes is no address
                yield name, reverse(name, kwargs=dict(zip(parameters, chosen, strict=True)))


def choices(nouns, keys):
    """Every set of words and keys for an address that asks for these."""
    if nouns == ("kind", "anything", "field"):
        # A record of each kind under its own name, and one under a wrong one: not each under every name.
        return [
            (kind, key, field)
            for kind, field in IN_HISTORY.items()
            for key in [*keys[kind], ABSENT, next(iter(keys["member"]), ABSENT)]
        ] + [("nonsense", ABSENT, "text"), ("position", *keys["position"][:1], "nonsense")]
    if nouns == ("kind with a marking", "anything with a marking"):
        return [
            (kind, key)
            for kind in WORDS["kind with a marking"]
            for key in [*keys.get(kind, ()), ABSENT, next(iter(keys["member"]), ABSENT)]
        ]
    return product(*(WORDS[noun] if noun in WORDS else some(noun, keys) for noun in nouns))


def some(noun, keys):
    other = next(iter(keys["committee" if noun == "member" else "issue"]), ABSENT)
    return [*keys[noun], ABSENT, other]


def presences(keys):
    """What an opened page says of itself: at each record and writing in it, seen, hidden, absent or of no kind."""
    for kind in (*WORDS["kind with a marking"], "proposal", "reserve"):
        for key in [*keys.get(kind, ()), ABSENT, next(iter(keys["member"]), ABSENT)]:
            yield ("tab", ABSENT), ("place", f"{kind}:{key}"), ("writes", f"{kind}:{key} text unsaved")
            yield ("tab", ABSENT), ("writes", f"{kind}:{key} text")


def asks(keys, parts, *, methods=("GET", "HEAD", "POST")):
    """Every request to be compared. parts: names of partials, to be asked for alone."""
    headed = set()
    for name, path in paths(keys):
        queries = ["", *FILTERS.get(name, ())]
        for query in queries:
            yield Ask("GET", path + query, name)
        for part in parts.get(name, ()):
            yield Ask("GET", path, name, headers=(("HX-Request", "true"), ("HX-Target", part)))
        if name in COPIED:
            yield Ask("GET", path, name, headers=(("Copy", "on"),))
        if name in parts:
            known = " ".join(part for part in parts[name] if part not in ("now", "nonsense"))
            yield from (Ask("GET", path, name, headers=(("Parts", asked),)) for asked in (known, "main") if asked)
        if "POST" not in methods:
            continue
        if name not in headed:  # one for each address: it is what GET answers, without its body
            yield Ask("HEAD", path, name)
        headed.add(name)
        for data in [*posted(name), *(presences(keys) if name == "presence" else ())]:
            yield Ask("POST", path, name, data=data)
        yield Ask("POST", path, name, headers=(("HX-Request", "true"), ("HX-Target", "main")), data=data)
