"""Scripts and styles are known by what is in them, also where one script asks for another."""

import re

from django.core.management import call_command
from django.test import override_settings


def test_each_script_has_one_address_however_it_is_asked_for(tmp_path):
    hashed = {"staticfiles": {"BACKEND": "delegation.assets.HashedFiles"}}
    with override_settings(STORAGES=hashed, STATIC_ROOT=tmp_path, WHITENOISE_KEEP_ONLY_HASHED_FILES=True):
        call_command("collectstatic", interactive=False, verbosity=0)
    scripts = {path.name: path.read_text() for path in (tmp_path / "js").glob("*.js")}
    imported = {name for words in scripts.values() for name in re.findall(r'from "\./([^"]+)";', words)}
    assert len(imported) > 5
    assert imported <= set(scripts)
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in scripts)
