"""Small faults for a module's source, one at a time: an operator, a comparison, a constant, a call left out.

Words for people are left alone: the arguments of `Text` and docstrings.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
OPPOSITES = {"minimum": "maximum", "min": "max", "any": "all", "left": "right", "floor": "ceil"}
OPPOSITES |= {there: here for here, there in OPPOSITES.items()}
MESSAGES = {"Text"}


@dataclass(frozen=True)
class Change:
    """One fault: the line it is in, what it does, and its number among those of the module."""

    line: int
    what: str
    number: int


def changes(source: str) -> list[Change]:
    """Every fault of a module, in order of its text."""
    return [Change(getattr(node, "lineno", 0), what, n) for n, (node, what) in enumerate(_spots(ast.parse(source)))]


def changed(source: str, change: Change) -> ast.Module:
    """The module with one fault."""
    tree = ast.parse(source)
    node, what = next(spot for n, spot in enumerate(_spots(tree)) if n == change.number)
    assert what == change.what
    _apply(node, what)
    return ast.fix_missing_locations(tree)


def _spots(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Nodes that can be changed and how, in a fixed order."""
    for node in _code(tree):
        if isinstance(node, ast.Compare):
            for i, operator in enumerate(node.ops):
                yield node, f"compare {i} {type(operator).__name__} {COMPARISONS[type(operator)].__name__}"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
            yield node, f"operator {type(node.op).__name__} {OPERATORS[type(node.op)].__name__}"
        elif isinstance(node, ast.BoolOp):
            yield node, "or" if isinstance(node.op, ast.And) else "and"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
            yield node, f"without {type(node.op).__name__}"
        elif isinstance(node, ast.Constant):
            yield from ((node, what) for what in _of_constant(node.value))
        elif isinstance(node, ast.Attribute) and node.attr in OPPOSITES:
            yield node, f"{OPPOSITES[node.attr]} for {node.attr}"
        elif isinstance(node, ast.Name) and node.id in ("min", "max", "any", "all"):
            yield node, f"{OPPOSITES[node.id]} for {node.id}"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield node, "call left out"
        elif isinstance(node, ast.Break | ast.Continue):
            yield node, "goes on"


def _of_constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"constant {value} {not value}"
    elif isinstance(value, int):
        yield f"constant {value} {value + 1}"
        if value > 1:
            yield f"constant {value} {value - 1}"
    elif isinstance(value, str):
        yield "another text"


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module in order of its text, without docstrings, annotations and words for people."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.arguments):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in MESSAGES:
            continue
        if isinstance(node, ast.AnnAssign) and child is node.annotation:
            continue
        if isinstance(node, ast.FunctionDef) and child is node.returns:
            continue
        yield child
        yield from _code(child)


def _apply(node: ast.AST, what: str) -> None:
    """Change one node in place."""
    kind, *rest = what.split()
    if isinstance(node, ast.Compare):
        node.ops[int(rest[0])] = COMPARISONS[type(node.ops[int(rest[0])])]()
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        node.op = OPERATORS[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if kind == "or" else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.operand = ast.UnaryOp(node.op, node.operand)  # twice is not at all
    elif isinstance(node, ast.Constant):
        node.value = "another text" if kind == "another" else ast.literal_eval(rest[1])
    elif isinstance(node, ast.Attribute):
        node.attr = kind
    elif isinstance(node, ast.Name):
        node.id = kind
    elif isinstance(node, ast.Expr):
        node.value = ast.Constant(None)
    else:
        assert isinstance(node, ast.Break | ast.Continue)
        _turn_into_pass(node)


def _turn_into_pass(node: ast.AST) -> None:
    node.__class__ = ast.Pass
