"""What the documents say is so."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
WHAT_ANY_RECORD_UNDERGOES = {
    "records",
    "wordings",
    "bulk",
    "forgetting",
    "telling",
    "loading",
    "looks",
    "markings",
    "ordering",
    "sight",
    "typed",
    "handing_over",
    "duties",
    "reserves",
    "invitations",
}
UNSHOWN = {".git", ".gitignore", ".venv", "var", "README.md", "__pycache__"}


def tree(number):
    """The paths named in the n-th block of the README's tree, folders with a slash at their end."""
    blocks = re.findall(r"^```\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    return {line.split()[0] for line in blocks[number].splitlines() if line.strip()}


def entries(folder, *, hide=()):
    return {
        path.name + ("/" if path.is_dir() else "")
        for path in folder.iterdir()
        if path.name not in {*UNSHOWN, *hide}
        and not path.name.startswith((".pytest", ".ruff", ".mypy", ".import", ".hypo", ".cov"))
    }


def test_the_tree_of_the_readme_is_the_real_one():
    assert tree(0) == entries(ROOT)


@pytest.mark.parametrize("number,app", [(1, "delegation"), (2, "positions")])
def test_the_tree_of_each_app_is_the_real_one(number, app):
    assert tree(number) == {f"{app}/{name}" for name in entries(ROOT / app, hide={"__init__.py"})}


def test_nouns_bear_the_same_file_name_in_every_layer():
    for app in ("delegation", "positions"):
        models = {path.stem for path in (ROOT / app / "models").glob("*.py")}
        assert {"__init__"} <= models
        actions = {path.stem for path in (ROOT / app / "actions").glob("*.py")}
        # An action's file is named after a noun of either app, or after what any record undergoes.
        nouns = {p.stem for a in ("delegation", "positions") for p in (ROOT / a / "models").glob("*.py")}
        assert actions - nouns <= WHAT_ANY_RECORD_UNDERGOES


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text()):
        assert (path.parent / link).exists(), link


def test_every_setting_of_the_environment_is_described():
    settings = (ROOT / "delegation" / "settings.py").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    described = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), flags=re.MULTILINE)
    )
    assert names == described


def test_every_package_has_its_reason():
    reasons = (ROOT / "docs" / "decisions" / "0001-packages.md").read_text().lower()
    chosen, _, brought_along = (ROOT / "requirements.txt").read_text().partition("# What these bring along")
    assert brought_along
    packages = re.findall(r"^([a-z][\w-]*)", chosen, flags=re.MULTILINE)
    assert [name for name in packages if name not in reasons] == []


def test_the_version_is_one_that_the_changelog_can_name():
    assert re.fullmatch(r"\d+\.\d+\.\d+", tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
