"""Reference pages made from the code: every refusal, every event. A test compares them.

`python -m dengwen.config.reference` writes them anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from dengwen.intake.window.events import TYPES as WINDOW_EVENTS
from dengwen.matters.events import TYPES as MATTER_EVENTS
from dengwen.people.events import TYPES as PEOPLE_EVENTS

ROOT = Path(__file__).parents[2]
VARIES = "(in the words of the case)"
MARKS = {"_", "gettext", "gettext_noop", "gettext_lazy"}
PAGES = ROOT / "docs" / "reference"
EVENTS: dict[str, Mapping[str, type[msgspec.Struct]]] = {
    "A matter": MATTER_EVENTS,
    "A window and its queue": WINDOW_EVENTS,
    "Units and staff": PEOPLE_EVENTS,
}
"""Every type of event, by what it happens to."""


class Told(msgspec.Struct, frozen=True, order=True):
    """A refusal as the code makes it."""

    code: str
    says: str
    mend: str
    where: str


def refusals() -> list[Told]:
    """Every refusal of the house, by its code, read off the source."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "dengwen").rglob("*.py")}
    shared = {n: v for tree in trees.values() for n, v in _constants(tree).items()}
    found = {
        told for path, tree in trees.items() for told in _in(path, tree, shared | _constants(tree))
    }
    return sorted(found)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The names of a module that stand for something, in capitals."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }


def _in(path: Path, tree: ast.Module, constants: dict[str, ast.expr]) -> Iterator[Told]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "Refusal" and len(node.args) > 1:
            code = _words(node.args[0], constants)
            mend = next((k.value for k in node.keywords if k.arg == "mend"), None)
            if code and code != VARIES:
                yield Told(
                    code=code,
                    says=_words(node.args[1], constants),
                    mend=_words(mend, constants) if mend else "",
                    where=path.relative_to(ROOT / "dengwen").parts[0].removesuffix(".py"),
                )


def _called(call: ast.Call) -> str:
    name = call.func
    return name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")


def _words(node: ast.expr | None, constants: dict[str, ast.expr]) -> str:
    """The text of a literal, of a marked literal, or of a constant; else that it varies."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and _called(node) in MARKS:
        return _words(node.args[0], constants)
    name = getattr(node, "id", "") or getattr(node, "attr", "")
    return _words(constants[name], {}) if name in constants else VARIES


def refusal_page() -> str:
    """docs/reference/refusals.md."""
    lines = [
        "# Refusals",
        "",
        "A refusal is an answer: it says why, by which article where one is behind it, and what",
        "can be done. This page is made from the code (`python -m dengwen.config.reference`).",
        "",
        "| code | room | says | what can be done |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{t.code}` | {t.where} | {_cell(t.says)} | {_cell(t.mend)} |" for t in refusals()]
    return "\n".join(lines) + "\n"


def event_page() -> str:
    """docs/reference/events.md."""
    lines = [
        "# Events",
        "",
        "Every type of event, what it means, and the fields of its data at the present version.",
        "Sealed fields are personal: the hashed bytes hold only their salted digest. This page is",
        "made from the code (`python -m dengwen.config.reference`).",
    ]
    for title, types in EVENTS.items():
        lines += ["", f"## {title}"]
        for name, shape in types.items():
            meaning = " ".join((shape.__doc__ or "").split())
            lines += ["", f"### {name}", "", meaning, "", "| field | type |", "|---|---|"]
            for field in msgspec.structs.fields(shape):
                kind = getattr(field.type, "__name__", str(field.type)).replace("|", "or")
                lines.append(f"| {field.encode_name} | {kind} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


WRITTEN = {"refusals.md": refusal_page, "events.md": event_page}


def write() -> None:
    """Write every page anew."""
    for name, page in WRITTEN.items():
        (PAGES / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
