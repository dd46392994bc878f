"""Finds in the sources what services say when they refuse: the templates of their sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "basicplus"
UNSEEN = ("cli/", "demo/", "migrations/", "planner/", "assignments/planning/conflicts/")
"""Packages whose errors no page shows, or whose `Conflict` is another one."""
SAID_AT = {
    "invalid": 2,
    "Problem": 2,
    "refused": 2,
    "get": 2,
    "editing": 4,
    "_give": 4,
    "ValueError": 0,
    "refuse": 1,
}
"""Which argument of a call is said to people, beside the first one of every error."""
SAID_BY = ("one_of", "shifted_by")
"""Functions that make what other modules say."""
FIELD_AT = ("invalid", "Problem", "refused")
"""Calls whose first argument names a field: one of several words is said, too."""


@cache
def errors() -> frozenset[str]:
    """Return the names of the classes of errors that users can cause."""
    bases = {
        name: set(re.findall(r"\w+", above))
        for text in _sources().values()
        for name, above in re.findall(r"^class (\w+)\((.*)\):", text, re.MULTILINE)
    }
    found = {"BasicplusError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    said_otherwise = {"InvalidInput", "Refused", "Warned", "Stopped"}
    return frozenset(name for name in found - said_otherwise if not name.startswith("_"))


@cache
def templates() -> dict[str, str]:
    """Return each template that people may read, with the file that says it first."""
    found: dict[str, str] = {}
    says = re.compile(rf"\b({'|'.join({*SAID_AT, *errors()})})\(")
    for name, text in _sources().items():
        if not name.startswith(UNSEEN) and says.search(text):
            for template in Module(ast.parse(text)).said():
                found.setdefault(template, name)
    return {template: name for template, name in found.items() if is_worded(template)}


def is_worded(template: str) -> bool:
    """Tell whether a template says anything beside its facts."""
    own = re.sub(r"\{\w+\}", "", template)
    return bool(re.search("[A-Za-z]{2}", own)) and (" " in own or own.isalpha())


def shape(template: str) -> str:
    """Return a template without the names of its facts."""
    return re.sub(r"\{\w+\}", "{}", template)


class Module:
    """One module: what it says, with names looked up in the function and in the module."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        nodes = list(ast.walk(tree))
        self._functions = {each.name: each for each in nodes if isinstance(each, ast.FunctionDef)}
        self._calls = [each for each in nodes if isinstance(each, ast.Call)]
        self._inside: dict[ast.AST, list[ast.AST]] = {}
        self._phrases: list[str] = []

    def said(self) -> Iterator[str]:
        """Yield the templates of every sentence, and of the phrases that are put into them."""
        for name in SAID_BY:
            if name in self._functions:
                yield from self._texts(ast.Call(ast.Name(name), [], []), self._tree, 0)
        for function in (*self._functions.values(), self._tree):
            for call in self._own(function):
                if isinstance(call, ast.Call) and (about := self._argument(call)) is not None:
                    yield from self._texts(about, function, 0)
                    if _named(call.func) in FIELD_AT:
                        yield from (text for text in self._texts(call.args[0], function, 0) if " " in text)
                    yield from self._phrases
                    self._phrases = []

    def _argument(self, call: ast.Call) -> ast.expr | None:
        name = _named(call.func)
        place = 0 if name in errors() else SAID_AT.get(name)
        if place is None or any(isinstance(each, ast.Starred) for each in call.args[: place + 1]):
            return None
        said = call.args[place] if len(call.args) > place else None
        # What a dictionary gets, and the names of rows that another row stands for, nobody reads.
        is_unseen = name == "get" and not (isinstance(call.func, ast.Name) and isinstance(said, ast.JoinedStr))
        return None if is_unseen else said

    def _texts(self, said: ast.expr, function: ast.AST, depth: int) -> list[str]:
        """Return what an expression may say; facts are `{named}`."""
        if depth > 4:
            return []
        match said:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return [self._joined(values, function, depth)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                ends = self._texts(right, function, depth + 1) or [_place(_fact(right))]
                return [a + b for a in self._texts(left, function, depth + 1) for b in ends]
            case ast.IfExp(body=body, orelse=orelse):
                return [text for each in (body, orelse) for text in self._texts(each, function, depth + 1)]
            case ast.BoolOp(values=values):
                return [text for each in values for text in self._texts(each, function, depth + 1)]
            case ast.Dict(values=values):
                return [text for each in values for text in self._texts(each, function, depth + 1)]
            case ast.Subscript(value=value):
                return self._texts(value, function, depth + 1)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                return [text for each in elts for text in self._texts(each, function, depth + 1)]
            case ast.Name(id=name):
                return [
                    text for each in self._given(name, function) for text in self._texts(each, function, depth + 1)
                ]
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                returned = [
                    each.value for each in self._own(self._functions[name]) if isinstance(each, ast.Return)
                ]
                inside = self._functions[name]
                return [text for each in returned if each for text in self._texts(each, inside, depth + 1)]
        return []

    def _joined(self, values: list[ast.expr], function: ast.AST, depth: int) -> str:
        parts, taken = [], list[str]()
        for value in values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value))
            elif isinstance(value, ast.FormattedValue):
                name = _fact(value.value)
                taken.append(name)
                again = taken.count(name)
                parts.append(_place(name if again == 1 else f"{name}_{again}"))
                self._phrases += self._texts(value.value, function, depth + 1)
        return "".join(parts)

    def _given(self, name: str, function: ast.AST) -> list[ast.expr]:
        """Return what a name is given in a function, else in the module."""
        for place in (function, self._tree):
            found = []
            for node in self._own(place):
                match node:
                    case ast.Assign(targets=targets, value=value):
                        found += [held for target in targets for held in _held(target, value, name)]
                    case ast.AnnAssign(target=ast.Name(id=named), value=value) if named == name and value:
                        found.append(value)
                    case ast.NamedExpr(target=ast.Name(id=named), value=value) if named == name:
                        found.append(value)
            if found:
                return found
        return self._passed(name, function) if isinstance(function, ast.FunctionDef) else []

    def _own(self, place: ast.AST) -> list[ast.AST]:
        """Return the nodes of a function or of the module, without those of the functions inside."""
        if place not in self._inside:
            self._inside[place] = list(_own(place))
        return self._inside[place]

    def _passed(self, name: str, function: ast.FunctionDef) -> list[ast.expr]:
        """Return what the module passes to a function under a name."""
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        named = [*names, *(each.arg for each in function.args.kwonlyargs)]
        if name not in named:
            return []
        calls = [call for call in self._calls if _named(call.func) == function.name]
        found = [each.value for call in calls for each in call.keywords if each.arg == name]
        if name in names:
            place = names.index(name) - (names[0] == "self")
            found += [call.args[place] for call in calls if len(call.args) > place]
        return found


def _held(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    """Return what an assignment gives to a name; of pairs, the part that is its own."""
    match target:
        case ast.Name(id=named) if named == name:
            return [value]
        case ast.Tuple(elts=targets):
            places = [
                place for place, each in enumerate(targets) if isinstance(each, ast.Name) and each.id == name
            ]
            values = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            return [each.elts[place] for place in places for each in values if isinstance(each, ast.Tuple)]
    return []


def _own(place: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(place):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _named(said: ast.expr) -> str:
    return said.id if isinstance(said, ast.Name) else said.attr if isinstance(said, ast.Attribute) else ""


def _place(name: str) -> str:
    return "{" + name + "}"


def _fact(said: ast.expr) -> str:
    """Name a fact by what it is in the source."""
    match said:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(func=func, args=args):
            return _fact(args[-1]) if args else _fact(func)
        case ast.Subscript(value=value) | ast.Starred(value=value) | ast.FormattedValue(value=value):
            return _fact(value)
        case (
            ast.IfExp(body=inside)
            | ast.BinOp(left=inside)
            | ast.GeneratorExp(elt=inside)
            | ast.ListComp(elt=inside)
        ):
            return _fact(inside)
        case ast.BoolOp(values=values):
            return _fact(values[0])
    return "fact"


@cache
def _sources() -> dict[str, str]:
    files = sorted(PACKAGE.rglob("*.py"))
    return {file.relative_to(PACKAGE).as_posix(): file.read_text("utf-8") for file in files}
