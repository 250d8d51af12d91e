"""The habits that keep this code easy to see, checked."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

from delegation.access import Marked
from delegation.versions import UNVERSIONED, Versioned

ROOT = Path(__file__).parent.parent
MODULES = [
    path for app in ("delegation", "positions") for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
]
TESTS = list((ROOT / "tests").rglob("*.py"))
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
STYLES_AND_SCRIPTS = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
VIEWS = [path for path in MODULES if "views" in path.parts]
TREES = {path: ast.parse(path.read_text()) for path in MODULES}
MARKED = {model.__name__ for model in apps.get_models() if issubclass(model, Marked)}


def name_of(path):
    return str(path.relative_to(ROOT))


def walk(path, *kinds):
    return [node for node in ast.walk(TREES[path]) if isinstance(node, kinds)]


def test_views_reach_marked_records_only_through_visible_to():
    found = []
    for path in VIEWS:
        for node in walk(path, ast.Attribute):
            if node.attr in {"objects", "_base_manager", "_default_manager"}:
                source = ast.unparse(node.value)
                parent = next(
                    (n for n in walk(path, ast.Attribute) if n.value is node),
                    None,
                )
                if source.split(".")[-1] in MARKED and (parent is None or parent.attr != "visible_to"):
                    found.append(f"{name_of(path)}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_views_filter_by_nothing_but_a_key():
    found = []
    for path in VIEWS:
        for call in walk(path, ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"filter", "exclude"}:
                words = {keyword.arg for keyword in call.keywords}
                if not words <= {"pk", "pk__in", "code", "symbol"} or call.args:
                    found.append(f"{name_of(path)}:{call.lineno}")
    assert found == []


def test_only_actions_announce():
    found = [
        name_of(path)
        for path in MODULES
        for node in walk(path, ast.ImportFrom)
        if any(alias.name == "announce" for alias in node.names) and "actions" not in path.parts
    ]
    assert found == []


def test_conference_time_comes_from_the_clock():
    """Real time is for sessions, tokens, history stamps and logs."""
    may = {
        "clock.py",
        "live.py",
        "operations.py",
        "wordings.py",
        "invitations.py",
        "feeds.py",
        "pages.py",
        "desk.py",
        "presence.py",
        "presences.py",
        "forgetting.py",
        "mailings.py",
    }
    found = []
    for path in MODULES:
        if path.name in may or re.search("embedded|stream", name_of(path)) or path.name == "start.py":
            continue
        for call in walk(path, ast.Call):
            if ast.unparse(call.func) in {"timezone.now", "datetime.now", "date.today", "datetime.today", "time.time"}:
                found.append(f"{name_of(path)}:{call.lineno} {ast.unparse(call)}")
    assert found == []


def test_a_day_is_a_range():
    for path in [*MODULES, *TEMPLATES]:
        assert not re.search(r"__date\b", path.read_text()), name_of(path)


def test_files_hold_one_idea():
    long = {
        name_of(path): count
        for path in [*MODULES, *TESTS, *TEMPLATES, *STYLES_AND_SCRIPTS]
        if (count := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_import_hides_in_a_function():
    found = []
    for path in MODULES:
        for function in walk(path, ast.FunctionDef, ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []


def test_no_drawer_of_a_name():
    drawers = {"utils", "helpers", "common", "manager", "managers", "service", "services", "misc"}
    assert [name_of(path) for path in [*MODULES, *TESTS] if path.stem in drawers or drawers & set(path.parts)] == []


def test_templates_neither_query_nor_script_nor_style():
    wrong = {
        "a query": r"\.all\b|_set\b",
        "a script": r"<script(?![^>]*\bsrc=)|\shx-on|javascript:|\son[a-z]+=|js:",
        "a style": r"\sstyle=|<style",
        "a trigger filter": r"hx-trigger=\"[^\"]*\[",
        "a right": r"user\.(function|clearance|is_head|is_cleared)",
    }
    found = [
        f"{name_of(path)}: {what}"
        for path in TEMPLATES
        if "admin" not in path.parts
        for what, pattern in wrong.items()
        if re.search(pattern, path.read_text())
    ]
    assert found == []


def test_logical_properties_only():
    physical = re.compile(
        r"(?<![-\w])(margin|padding|border|inset)-(left|right|top|bottom)\s*:|(?<![-\w])(left|right)\s*:"
    )
    assert [
        name_of(path) for path in STYLES_AND_SCRIPTS if path.suffix == ".css" and physical.search(path.read_text())
    ] == []


def test_marked_rows_have_random_keys_and_versions():
    unversioned = {
        "Event",
        "Wording",
        "Grant",
        "Notice",
        "Presence",
    }  # written once, never edited in place; or forgotten
    for model in apps.get_models():
        if not issubclass(model, Marked):
            continue
        assert model._meta.pk.get_internal_type() == "UUIDField", model
        assert issubclass(model, Versioned) or model.__name__ in unversioned, model


VERSIONED = [model for model in apps.get_models() if issubclass(model, Versioned) and not model._meta.proxy]


@pytest.mark.parametrize("model", VERSIONED, ids=str)
def test_what_is_versioned_keeps_its_past_and_no_secret(model):
    columns = {field.name for field in model.history.rel.related_model._meta.concrete_fields}
    assert columns & (set(UNVERSIONED) - {"version", "field_versions"}) == set()
    triggers = {trigger.name for trigger in model._meta.triggers}
    assert {"number_the_change", "insert_insert", "update_update", "delete_delete"} <= triggers


def test_every_address_but_a_few_is_private():
    """Everything asks for sign-in except the pages by which one signs in, and the health check."""
    open_views = set()

    def visit(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                visit(pattern.url_patterns, prefix + str(pattern.pattern))
            elif getattr(pattern.callback, "login_required", True) is False:
                open_views.add(pattern.name)

    visit(get_resolver().url_patterns)
    found = {name for name in open_views if not str(name).startswith(("account_", "mfa_"))}
    assert found == {
        "healthz",
        "invitation",
        "feed",
        "login",
        "copies",
        "elsewhere",
        "worker",
    }  # the administration's login sends to the one of members


def test_functions_name_their_types():
    """ruff holds this too; here it names what the gates would, in the same run as the rest."""
    bare = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in MODULES
        for function in walk(path, ast.FunctionDef)
        if function.returns is None
    ]
    assert bare == []


def test_public_functions_take_by_as_a_keyword():
    """Who acts is always named at the call, never a place in a list."""
    found = []
    for path in MODULES:
        if "actions" not in path.parts:
            continue
        for function in TREES[path].body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                positional = [argument.arg for argument in function.args.args]
                if "by" in positional and function.name != "require":
                    found.append(f"{name_of(path)}:{function.lineno} {function.name}")
    assert found == []


def test_the_project_speaks_of_itself_alone():
    """No path of a machine, no word of how the project is made."""
    words = re.compile(
        "|".join([r"/wo" + "rk/", r"/ro" + "ot/", r"\.\./sh" + "ared", "Chat" + "GPT", "Cl" + "aude", "LL" + "M"])
    )
    texts = [
        path
        for top in ROOT.iterdir()
        if top.name not in {".venv", "var", ".git"}  # a database comes and goes there while one looks
        for path in (top.rglob("*") if top.is_dir() else [top])
        if path.suffix in {".md", ".py", ".html", ".css", ".js", ".toml", ".csv", ".txt"} or path.name == "Makefile"
    ]
    assert [name_of(path) for path in texts if words.search(path.read_text(errors="replace"))] == []
