"""What staff keep of the delegation and the conference: a module for each group of nouns, registered when imported."""

from . import conference, members, people

__all__ = ["conference", "members", "people"]
