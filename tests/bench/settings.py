"""Placard's settings, with the bare view beside the real pages in the same server."""

from delegation.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(ROOT / "tests" / "bench")  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
