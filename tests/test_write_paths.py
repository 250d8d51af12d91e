"""Every way by which a record changes, and what each does about what others wrote meanwhile.

Whoever adds a way fails here until it compares versions, or stands in a table below with the reason why it need not.
"""

import ast
import inspect
import re

import pytest
from django.contrib import admin

from delegation.admin.action_admin import ActionAdmin
from delegation.admin.site import site
from delegation.imports import nouns
from tests import reaching
from tests.reaching import definitions, lineage, named_in, reached
from tests.sweep.addresses import every_name

WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "set",
}
COUNTED = {"delegation.forms.saves:once", "delegation.forms.saves:add_once"}

# Actions that write and are not given the version that was on the screen.
MAKES = "makes a row of its own, or proposes to: nothing of anybody's is overwritten"
ONCE = "states a fact, once: as long as it stands, to state it again changes nothing or is refused"
OWN = "of oneself alone, or of what no person wrote"
PLACE = "an order, not words: where it goes is said by what stands beside it now"
HELD = "part of an action, which holds the row and has compared"
UNCOMPARED = {
    "delegation.actions.committees": {MAKES: "form", ONCE: "end"},
    "delegation.actions.conference": {OWN: "jump"},
    "delegation.actions.duties": {
        MAKES: "assign",
    },
    "delegation.actions.feeds": {OWN: "make revoke"},
    "delegation.actions.forgetting": {OWN: "forget"},
    "delegation.actions.grants": {
        MAKES: "propose_assignment propose_clearance propose_email propose_function propose_marking propose_sign_in",
        ONCE: "confirm refuse",
    },
    # Of an invitation the last alone is good, and its token holds what must not have changed since.
    "delegation.actions.invitations": {OWN: "make make_once accept", HELD: "renew start_anew"},
    "delegation.actions.issues": {MAKES: "add", ONCE: "archive mark_closed open_again restore"},
    "delegation.actions.loading": {MAKES: "add_many link", OWN: "give_password"},
    "delegation.actions.looks": {OWN: "look"},
    "delegation.actions.meetings": {MAKES: "plan", ONCE: "archive restore"},
    "delegation.actions.mailings": {OWN: "mail_all"},
    "delegation.actions.notices": {MAKES: "tell tell_others", OWN: "mark_read mark_done", HELD: "follow"},
    "delegation.actions.telling": {MAKES: "tell tell_move"},
    "delegation.actions.operations": {OWN: "claim release settle"},
    "delegation.actions.people": {
        MAKES: "invite join",
        ONCE: "end_access end_assignment give_access_again",
        OWN: "change_email",
    },
    "delegation.actions.presences": {OWN: "leave note"},
    "delegation.actions.records": {MAKES: "add", ONCE: "archive restore", HELD: "write"},
    "delegation.actions.sight": {MAKES: "assign", HELD: "end mark set_clearance set_email set_function verify_email"},
    "delegation.actions.wordings": {MAKES: "keep"},
    "positions.actions.acknowledgements": {OWN: "note_read", MAKES: "tell_issued tell_newcomers tell_withdrawn"},
    "positions.actions.agenda_items": {MAKES: "add enter", PLACE: "put_in_order"},
    "positions.actions.alternatives": {MAKES: "add carry", ONCE: "archive", PLACE: "move put"},
    "positions.actions.bases": {
        MAKES: "rest carry",
        ONCE: "take_off",
        HELD: "follow look_again turn",
    },
    "positions.actions.briefings": {MAKES: "draft"},
    "positions.actions.climbs": {MAKES: "climb"},
    "positions.actions.clearances": {
        MAKES: "ask ask_listed tell_missing",
        HELD: "ask_again ask_anew settle",
        OWN: "settle_by_silence",
    },
    "positions.actions.cover": {MAKES: "tell_of_tomorrow"},
    "positions.actions.deliveries": {MAKES: "deliver"},
    "positions.actions.documents": {MAKES: "add"},
    "positions.actions.duties": {MAKES: "assign"},
    "positions.actions.guidance_requests": {MAKES: "ask draft"},
    "positions.actions.instructions": {MAKES: "draft acknowledge", HELD: "close_all"},
    "positions.actions.issues": {ONCE: "close"},
    "positions.actions.notes": {MAKES: "take", ONCE: "archive restore"},
    "positions.actions.ordering": {PLACE: "move put"},
    "positions.actions.outcomes": {MAKES: "add"},
    "positions.actions.positions": {MAKES: "add revise"},
    "positions.actions.proposals": {MAKES: "add", ONCE: "archive restore"},
    "positions.actions.reserves": {MAKES: "add", ONCE: "archive restore"},
    "positions.actions.speakers": {MAKES: "add", ONCE: "strike"},
    "positions.actions.stances": {MAKES: "add", HELD: "hear"},
    "positions.actions.talking_points": {MAKES: "add add_anew", ONCE: "archive restore"},
    "positions.actions.texts": {MAKES: "add"},
}
REASONS = {
    f"{module}:{name}": reason
    for module, reasons in UNCOMPARED.items()
    for reason, names in reasons.items()
    for name in names.split()
}

# Addresses that lead to an action and count no operation.
UNCOUNTED = {
    "presence": "who is there now, and nothing else",
    "feed-new": "a new address ends the one before, of oneself",
    "feed-end": "twice is once, of oneself",
    "mark-as-read": "until when one has read, of oneself",
    "inbox-read": "what one has read, of oneself",
    **dict.fromkeys(
        "today issue-detail instruction-detail meeting-detail room room-meeting".split(),
        "reads: notes that one has read what one must know, once, of oneself",
    ),
    "field-history": "reads: names the action of each kind, for the form that brings back",
    "issue-history": "reads: as field-history",
    "last-hour": "reads: as field-history",
    "agenda-paste": "each row carries the version of its preview",
    "import-documents": "each row carries the version of its preview",
    "import-time-plan": "each row carries the version of its preview",
    "import-people": "each row carries the version of its preview",
    "invitation": "a token is good once",
    "admin:delegation_delegate_invitation": "invitations.make_once counts it",
    "admin:delegation_delegate_give-access-again": "twice is once",
}
# Commands and jobs that lead to an action.
BY_THEMSELVES = {
    "delegation.jobs:forget": "takes away what has run out",
    "delegation.jobs:mail": "sends each mail that is not sent, held while it is",
    "positions.jobs:climb": "tells each step once, by the row that it was told",
    "positions.jobs:tell_of_tomorrow": "tells each meeting once, by the key of what was told",
    "positions.jobs:clear_by_silence": "clears what no agency is outstanding of, and has not been cleared",
    "delegation.management.commands.found_delegation:Command": "only where there is no member yet",
    "delegation.management.commands.load_conference:Command": "compares with the version that it read",
}


def public_actions():
    return {
        name: node
        for name, node in definitions().items()
        if reaching.is_action(name.partition(":")[0])
        and isinstance(node, ast.FunctionDef)
        and "." not in name.partition(":")[2]
    }


def writes_itself(node):
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITING
        for call in ast.walk(node)
    )


AT_LAST = {name for name, node in public_actions().items() if writes_itself(node)}
ACTIONS = {name for name in public_actions() if reached(name) & AT_LAST}


def compares(name):
    """Whether a function must be given the version that was seen, and compares with it or hands it to one that does."""
    node = definitions()[name]
    needed = {
        word.arg for word, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if not default
    }
    if "seen" not in needed:
        return False
    compared = any(
        "seen" in {name.id for name in ast.walk(part) if isinstance(name, ast.Name)}
        for part in ast.walk(node)
        if isinstance(part, ast.Compare)
        or (isinstance(part, ast.Call) and ast.unparse(part.func).endswith(("changed_since", "wordings.meet")))
    )
    handed_on = {one for one in named_in(name) & ACTIONS if one != name and compares(one)}
    return compared or bool(handed_on)


def test_every_action_compares_or_says_why_it_need_not():
    uncompared = {name for name in ACTIONS if not name.partition(":")[2].startswith("_") and not compares(name)}
    assert uncompared == set(REASONS)


def test_only_actions_write():
    """Nothing outside actions saves, creates, updates or deletes, not by statements of its own either."""
    many = {field.name for model in site._registry for field in model._meta.many_to_many}
    found = set()
    for module, tree in reaching.TREES.items():
        if reaching.is_action(module):
            continue
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if not isinstance(call.func, ast.Attribute):
                continue
            owner, act = ast.unparse(call.func.value), call.func.attr
            is_link = "." in owner and owner.rpartition(".")[2] in many and act in ("set", "add", "remove", "clear")
            is_statement = act.startswith("execute") and "embedded" not in module and changes_by_hand(call)
            is_save = {act, act.removeprefix("a")} & (WRITING - {"set"}) and not re.search(
                r"set\(\)|self\._|book", owner
            )
            if is_link or is_statement or is_save:
                found.add(f"{module} {owner}.{act}")
    assert found == {
        "delegation.live Event.objects.bulk_create",  # what actions announce
        "delegation.imports.nouns _nouns.update",  # a dictionary
    }


def changes_by_hand(call):
    words = " ".join(
        part.value for part in ast.walk(call) if isinstance(part, ast.Constant) and type(part.value) is str
    )
    return any(word in words.upper().split() for word in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"))


def behind(pattern):
    """The function of ours that answers an address, or that of a package."""
    function = inspect.unwrap(pattern.callback)
    function = getattr(function, "__func__", function)
    return f"{function.__module__}:{function.__qualname__}"


def test_every_address_that_leads_to_an_action_counts_it():
    ours = {name: behind(pattern) for name, pattern in every_name().items() if behind(pattern) in definitions()}
    leading = {name for name, function in ours.items() if reached(function) & ACTIONS}
    assert {name for name in leading if not reached(ours[name]) & COUNTED} == set(UNCOUNTED)
    assert len(leading) > 50  # the reading of the source finds them


def test_addresses_of_packages_are_those_of_the_sign_in_and_of_the_administration():
    packages = {
        name: behind(pattern).partition(":")[0]
        for name, pattern in every_name().items()
        if behind(pattern) not in definitions()
    }
    assert {module.partition(".")[0] for name, module in packages.items() if not name.startswith("admin:")} == {
        "allauth",
        "django",
    }
    assert all(
        name.startswith(("account_", "mfa_", "usersessions_", "admin:"))
        and (not name.startswith("admin:") or module.startswith("django.contrib.admin"))
        for name, module in packages.items()
    )


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_the_administration_writes_through_compared_actions(model, rf, cast):
    """Forms through `once`, rows chosen together as they were seen, and nothing by Django's own ways."""
    kept = site._registry[model]
    request = rf.get("/")
    request.user = cast.rosa
    assert isinstance(kept, ActionAdmin)
    for name in ("get_form", "_act", "save_form", "save_model", "save_related", "response_action", "act_on_chosen"):
        assert getattr(type(kept), name) is getattr(ActionAdmin, name), name
    assert (kept.inlines, kept.list_editable, kept.has_delete_permission(request)) == ((), (), False)
    whole = lineage(f"{type(kept).__module__}:{type(kept).__name__}")
    first = next(f"{one}.change_record" for one in whole if f"{one}.change_record" in definitions())
    assert any(compares(action) for action in named_in(first) & ACTIONS)
    for name in dict(kept.get_actions(request)) if kept.actions else ():
        act = next(f"{one}.{name}" for one in whole if f"{one}.{name}" in definitions())
        assert "delegation.actions.bulk:each_unchanged" in reached(act), name
    assert admin.ModelAdmin.delete_model is type(kept).delete_model  # refused above, for every record


def test_what_runs_by_itself_is_known():
    found = {
        name
        for name, node in definitions().items()
        if reached(name) & ACTIONS
        and (
            (".management.commands." in name and name.endswith(":Command"))
            or any("app.task" in ast.unparse(one) for one in getattr(node, "decorator_list", ()))
        )
    }
    assert found == set(BY_THEMSELVES)


@pytest.mark.parametrize("noun", nouns.every().values(), ids=lambda noun: noun.name)
def test_loading_changes_by_compared_actions(noun):
    change = f"{noun.change.__module__}:{noun.change.__qualname__}"
    assert any(compares(action) for action in {change, *named_in(change)} & ACTIONS)


def test_sheets_change_by_compared_actions():
    """What they name beside these makes rows of its own."""
    applied = {name for name in definitions() if ".imports" in name and name.endswith(":apply")}
    assert applied == {
        "delegation.imports.people:apply",
        "delegation.imports.time_plan:apply",
        "positions.imports:apply",
    }
    for name in applied | {"positions.agendas:_apply"}:
        actions = named_in(name) & ACTIONS
        assert any(compares(action) for action in actions)
        assert {REASONS[action] for action in actions if not compares(action)} == {MAKES}
