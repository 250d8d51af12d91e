"""What a page says, read as text."""

import re


def plain(answer):
    """The words of its main part, without what marks them up."""
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
