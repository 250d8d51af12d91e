"""The files of the look, under names that change with what is in them, so that a browser keeps each for good."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

# As our own scripts ask for one another. Each is then known by one address, however it is asked for, and runs once.
IMPORT = (r'(?P<matched>from "(?P<url>\./[\w.]+)";)', 'from "%(url)s";')
LINK = re.compile(r'(?:href|src)="([^"]+)"')
IMPORTED = re.compile(r'from "\./([\w.]+)";')


class HashedFiles(CompressedManifestStaticFilesStorage):
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))


@lru_cache
def of_copies() -> tuple[str, ...]:
    """Addresses of all that a copy of a page needs to be shown without network."""
    linked = LINK.findall(render_to_string("parts/stylesheets.html"))
    scripts = _with_imports("clock.js", "copy.js", "elsewhere.js", "room.js", "strip.js")
    return (*linked, *(static(f"js/{name}") for name in scripts))


@lru_cache
def version() -> str:
    """Another one whenever one of the files of the look is."""
    files = (Path(path) for folder in ("css", "js", "icons") for path in _files(folder))
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _with_imports(*names: str) -> list[str]:
    """These scripts and all that they ask for."""
    found, asked = [], list(names)
    while asked:
        name = asked.pop()
        if name not in found:
            found.append(name)
            asked += IMPORTED.findall(Path(_file(f"js/{name}")).read_text())
    return sorted(found)


def _files(folder: str) -> list[Path]:
    return sorted(path for path in Path(_file(folder)).iterdir() if path.is_file())


def _file(name: str) -> str:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return str(found)
