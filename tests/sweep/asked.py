"""What is asked of capital in the world of the sweep, and what comes back."""

from delegation.access import Marking
from tests import factories as make


def questions(build, canary):
    """To capital: one that all may read; others that are hidden, with an answer and its draft."""
    made = build.made
    made.asked = make.guidance_request(made.cyber, "May we speak once?", by=made.chen, marking=Marking.DELEGATION)
    build.also(lambda: make.guidance_request(made.internet, f"Hidden {canary('asked')}?", by=made.chen))
    given = {"answered_at": make.START, "answered_by": made.kim, "answer": f"Hidden {canary('answered')}"}
    build.also(lambda: make.guidance_request(made.cyber, "Hidden?", by=made.chen, **given))
    hidden = build.also(lambda: make.instruction(made.internet, "Hidden answer.", by=made.kim, live=False))
    if hidden:
        make.guidance_request(made.internet, "Hidden, and drafted?", by=made.chen, instruction=hidden, **given)


def conflicts(build, canary):
    """An answer that all may read, and another against it that is decided; a hidden one that stands undecided."""
    made = build.made
    first, other = make.agency("Economy"), make.agency("Justice")
    given = {"answered_at": make.START, "answered_by": made.kim, "answer": "Once.", "marking": Marking.DELEGATION}
    asked = make.guidance_request(made.cyber, "May we speak thrice?", by=made.chen, **given)
    words = {"agency": other, "against": first, "marking": Marking.DELEGATION}
    done = {"decided_at": make.START, "decided_by": made.amara, "decided_for": "first", "decided_why": "It came first."}
    made.conflict = make.conflict(asked, "Not at all.", by=made.kim, **words, **done)

    def hidden():
        given["marking"] = Marking.GOVERNMENT
        asked = make.guidance_request(made.cyber, "Hidden, and answered?", by=made.chen, **given)
        make.conflict(asked, f"Hidden {canary('conflict')}", by=made.kim, agency=other, against=first)

    build.also(hidden)
