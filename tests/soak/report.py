"""The figures of one run, as they are printed."""

from tests.soak.course import Outcome
from tests.soak.verdict import KINDS

SHOWN = 5  # findings of each kind


def shown(outcome: Outcome) -> str:
    verdict, seen = outcome.verdict, outcome.seen
    figures = verdict.figures
    sent = ", ".join(f"{figures[how]} {words}" for how, words in HOWS.items())
    befell = ", ".join(f"{what} {times} ×" for what, times in sorted(seen.befell.items())) or "nothing"
    current = "never" if seen.current_after is None else f"{seen.current_after:.1f} s"
    unknown = f"{figures['unknown']}, of which {figures['unknown and there']} are there"
    lines = [
        ("acknowledged", figures["acknowledged"]),
        ("merged", figures["merged"]),
        ("conflicts", figures["conflicts"]),
        ("given up", figures["given up"]),
        ("doubled on request", figures["words doubled on request"]),
        ("refused", figures["refused"]),
        ("never answered", unknown),
        ("sent", sent),
        ("befell", befell),
        ("longest gap without an answer", f"{outcome.gap:.1f} s"),
        ("readers fetched", f"{seen.fetched} × after {seen.heard} changes"),
        ("all readers current after", current),
        ("took", f"{seen.seconds:.0f} s"),
        *((kind, len(verdict.findings[kind])) for kind in KINDS),
    ]
    told = [f"{name + ':':32}{value}" for name, value in lines]
    for kind in KINDS:
        found = verdict.findings[kind]
        told += [f"  {kind}: {sentence}" for sentence in found[:SHOWN]]
        told += [f"  {kind}: and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n".join(["", *told, "", "Good." if verdict.is_good else "Not good: look at the logs."])


HOWS = {
    "whole": "whole",
    "twice": "twice at once",
    "later": "again later",
    "dropped": "with the answer dropped",
    "cut": "cut off",
    "again": "tries more",
}
