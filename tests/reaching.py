"""Which functions the code of a function can lead to, read from the source: by name, import and `self`."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for app in ("delegation", "positions")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
}
TREES = {module: ast.parse(path.read_text()) for module, path in PATHS.items()}


def is_action(module):
    return ".actions." in module


@cache
def definitions():
    """What each "module:name" is: functions, methods as "module:Class.method", and what is assigned to a name."""
    found = {}
    for module, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{module}:{node.name}"] = node
            elif isinstance(node, ast.ClassDef):
                found[f"{module}:{node.name}"] = node
                for part in node.body:
                    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                        found[f"{module}:{node.name}.{part.name}"] = part
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {f"{module}:{target.id}": node for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def names_in(module):
    """What a name means in a module: another module, or "module:name"."""
    meant = {name.partition(":")[2]: name for name in definitions() if name.startswith(f"{module}:")}
    package = module if PATHS[module].stem == "__init__" else module.rpartition(".")[0]
    for node in TREES[module].body:
        if isinstance(node, ast.ImportFrom):
            source = ".".join([*package.split(".")[: 1 - node.level or None], *filter(None, [node.module])])
            source = source if node.level else node.module
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                meant[alias.asname or alias.name] = whole if whole in TREES else f"{source}:{alias.name}"
        elif isinstance(node, ast.Import):
            meant |= {alias.asname or alias.name: alias.name for alias in node.names}
    return meant


@cache
def named_in(name):
    """What the code of `name` names directly."""
    module, _, own = name.partition(":")
    if name not in definitions():
        # Of a package, what it takes from its modules.
        further = names_in(module).get(own) if module in TREES else None
        return frozenset({further} - {name, None})
    meant, found = names_in(module), set()
    for node in ast.walk(definitions()[name]):
        if isinstance(node, ast.Name) and node.id in meant:
            found.add(meant[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "self":
                found |= {f"{one}.{node.attr}" for one in lineage(f"{module}:{own.partition('.')[0]}")}
            elif node.value.id in meant:
                owner = meant[node.value.id]
                found.add(f"{owner}:{node.attr}" if owner in TREES else f"{owner}.{node.attr}")
    if isinstance(definitions()[name], ast.ClassDef):
        found |= set(lineage(name)) - {name}
    return frozenset(found - {name})


@cache
def lineage(name):
    """A class, and those of ours from which it is made."""
    node = definitions().get(name)
    if not isinstance(node, ast.ClassDef):
        return ()
    meant = names_in(name.partition(":")[0])
    bases = [meant[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in meant]
    return (name, *(further for base in bases for further in lineage(base)))


@cache
def reached(name):
    """Everything that the code of `name` can lead to, itself included."""
    found, ahead = {name}, [name]
    while ahead:
        new = named_in(ahead.pop()) - found
        found |= new
        ahead += new
    return frozenset(found)
