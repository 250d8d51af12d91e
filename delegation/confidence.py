"""How sure a fact about the conference is, as its source has it in words, and the word that says so beside it."""

from django.utils.translation import gettext as _

UNSURE = ("low", "invented", "unverified", "guess", "not checked")


def is_unverified(confidence: str) -> bool:
    """Whether a fact is to be shown with the word "unverified"."""
    return bool(confidence) and any(word in confidence.lower() for word in UNSURE)


def doubt(*, is_sample: bool = False, confidence: str = "") -> str:
    """What stands beside the name of something wherever it is shown; nothing where it is sure."""
    words = [_("sample")] if is_sample else []
    if is_unverified(confidence):
        words.append(_("unverified"))
    return ", ".join(words)


def with_doubt(name: str, *, is_sample: bool = False, confidence: str = "") -> str:
    """The name with its doubt, for a sentence, a list or a file."""
    said = doubt(is_sample=is_sample, confidence=confidence)
    return f"{name} ({said})" if said else name


def with_word(confidence: str) -> str:
    """Its own words on how sure it is, and the word "unverified" where they mean it without saying so."""
    if is_unverified(confidence) and _("unverified") not in confidence:
        return f"{confidence}, {_('unverified')}"
    return confidence


class Sourced:
    """A record that says how sure it is; what is invented in it says so too."""

    confidence = ""
    is_sample = False

    @property
    def is_unverified(self) -> bool:
        return is_unverified(self.confidence)

    @property
    def is_invented(self) -> bool:
        return self.is_sample

    @property
    def doubt(self) -> str:
        return doubt(is_sample=self.is_invented, confidence=self.confidence)

    @property
    def named(self) -> str:
        """Its name with its doubt."""
        return f"{self} ({said})" if (said := self.doubt) else str(self)
