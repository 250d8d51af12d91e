"""Scripts and styles are known by what is in them, also where one script asks for another."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import override_settings

from delegation import assets

HASHED = {"staticfiles": {"BACKEND": "delegation.assets.HashedFiles"}}


@pytest.fixture
def collected(tmp_path):
    """The files as they are served, which have been collected."""
    assets.of_copies.cache_clear()
    with override_settings(STORAGES=HASHED, STATIC_ROOT=tmp_path, WHITENOISE_KEEP_ONLY_HASHED_FILES=True):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path
    assets.of_copies.cache_clear()


def test_each_script_has_one_address_however_it_is_asked_for(collected):
    scripts = {path.name: path.read_text() for path in (collected / "js").glob("*.js")}
    imported = {name for words in scripts.values() for name in re.findall(r'from "\./([^"]+)";', words)}
    assert len(imported) > 5
    assert imported <= set(scripts)
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in scripts)


def test_the_worker_of_a_browser_finds_what_was_collected(client, db, collected):
    words = client.get("/worker.js").content.decode()
    given = json.loads(words.partition("tend(")[2].rpartition(")")[0])
    assert given["folder"] == "/static/"
    assert len(given["files"]) > 10
    assert [address for address in given["files"] if not (collected / address.removeprefix("/static/")).is_file()] == []
