"""How sure a fact about the conference is, as its source has it in words."""

UNSURE = ("low", "invented", "unverified", "guess", "not checked")


def is_unverified(confidence: str) -> bool:
    """Whether a fact is to be shown with the word "unverified"."""
    return any(word in confidence.lower() for word in UNSURE)
