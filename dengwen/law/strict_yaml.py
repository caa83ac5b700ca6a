"""Strict YAML 法包之文: the one reader of every file that lawyers write.

It reads the small part of YAML that cannot surprise. A plain scalar is always text: `no`, `1.10`
and `2026-01-01` stay what was typed, and the structure the value is put `into` says whether it is
a number, a day or a yes. Duplicate keys, anchors, aliases, tags, empty values, several documents in
one file and anything that is not UTF-8 are refused with file and line. Only `null` is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec
import yaml

from dengwen.errors import PackError

Steps = tuple[str | int, ...]
"""Where a value stands: the keys and list positions that lead to it from the top."""

DEPTH = 40
"""Nesting that no honest file reaches."""

T = TypeVar("T")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<at>\d+)\]|(?P<any>\[\.\.\.\])")


class Document(NamedTuple):
    """What a file says: `value` of dict, list, str and None, and the line of each path in it."""

    file: str
    value: Any
    lines: dict[Steps, int]

    def line(self, steps: Steps) -> int | None:
        """The line of a path, or of the nearest thing above it that has one."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps)

    def refuse(self, steps: Steps, wrong: str, mend: str) -> NoReturn:
        """Stop the start: raises PackError at the line of `steps`."""
        raise PackError(self.file, self.line(steps), named(steps), wrong, mend)

    def into(self, kind: type[T]) -> T:
        """The value as a structure, or PackError at the line that does not fit it."""
        try:
            return msgspec.convert(self.value, kind, strict=False)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at ")
            steps = _locate(self.value, kind, str(error), path.strip("`"))
            mend = "Correct the value, or the name of the key, after packs/schema."
            raise PackError(
                self.file, self.line(steps), named(steps), f"{message}.", mend
            ) from None


def named(steps: Steps) -> str:
    """A path in words: `clocks.conclude.limit`, `steps.route.from[0]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.lstrip(".") or "the whole file"


def read(path: Path) -> Document:
    """Read one file. Raises PackError with its line for anything outside the strict part."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise PackError(str(path), None, path.name, f"{reason}.", "Put the file there.") from None
    except UnicodeDecodeError:
        mend = "Save the file as UTF-8."
        raise PackError(str(path), None, path.name, "It is not UTF-8.", mend) from None
    return parse(text, str(path))


def parse(text: str, file: str) -> Document:
    """Read text that came from `file` (a name for messages only)."""
    try:
        return _Reading(file, yaml.parse(text, Loader=_Loader)).document()
    except yaml.reader.ReaderError:
        mend = "Remove it; only printing characters belong here."
        raise PackError(file, None, file, "It holds a control character.", mend) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        wrong = f"This is not YAML: {error.problem or error.context}."
        mend = "Look at the indentation, quotes and colons here."
        raise PackError(file, line, "the whole file", wrong, mend) from None


class _Reading:
    """One pass over the parser's events; the depth is bounded before Python's own stack is."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file, self.events = file, events
        self.lines: dict[Steps, int] = {}

    def document(self) -> Document:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self.refuse(None, (), "The file is empty.", "Write it, or remove it.")
        value = self.value(next(self.events), ())
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(after, (), "A second document begins here.", "Keep one document in a file.")
        return Document(self.file, value, self.lines)

    def value(self, event: Any, steps: Steps) -> Any:
        self.lines.setdefault(steps, event.start_mark.line + 1)
        if len(steps) > DEPTH:
            self.refuse(event, steps, "It is nested too deep.", "Flatten it.")
        self.plain_only(event, steps)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(steps)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(steps)
        if not event.style and event.value in ("null", "~"):
            return None
        if not event.style and event.value == "":
            self.refuse(event, steps, "Nothing stands here.", "Give a value, or drop the key.")
        return event.value

    def mapping(self, steps: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.value == "":
                self.refuse(event, steps, "A key must be a word.", "Write `key: value`.")
            self.plain_only(event, steps)
            at = (*steps, event.value)
            if event.value in found:
                wrong = f"The key stands here twice, first at line {self.lines[at]}."
                self.refuse(event, at, wrong, "Keep one of the two.")
            self.lines[at] = line
            found[event.value] = self.value(next(self.events), at)
        return found

    def sequence(self, steps: Steps) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.value(event, (*steps, len(found))))
        return found

    def plain_only(self, event: Any, steps: Steps) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.refuse(event, steps, "Anchors and aliases are not read.", "Write the text out.")
        if event.tag:
            self.refuse(event, steps, f"The tag {event.tag} is not read.", "Remove it.")

    def refuse(self, event: Any, steps: Steps, wrong: str, mend: str) -> NoReturn:
        line = event.start_mark.line + 1 if event is not None else None
        raise PackError(self.file, line, named(steps), wrong, mend)


def _locate(value: Any, kind: Any, error: str, path: str) -> Steps:
    """The full path of a msgspec error, whose own path hides the keys of open mappings as [...]."""
    steps: list[str | int] = []
    for found in _STEP.finditer(path):
        here = _at(value, steps)
        if found["any"] is None:
            steps.append(found["key"] or int(found["at"]))
        elif isinstance(here, dict):
            guilty = [key for key in here if _fails_alone(value, kind, steps, key, error)]
            if not guilty:
                break
            steps.append(guilty[0])
            value = _only(value, steps[:-1], guilty[0])
    unknown = re.search(r"unknown field `(.+?)`", error)
    return (*steps, unknown[1]) if unknown else tuple(steps)


def _fails_alone(value: Any, kind: Any, steps: list[str | int], key: str, error: str) -> bool:
    """Whether the same error comes back when the mapping at `steps` holds only `key`."""
    try:
        msgspec.convert(_only(value, steps, key), kind, strict=False)
    except msgspec.ValidationError as again:
        return str(again) == error
    return False


def _only(value: Any, steps: list[str | int], key: str) -> Any:
    """A copy of `value` in which the mapping at `steps` holds only `key`."""
    if not steps:
        return {key: value[key]}
    copy = value.copy()
    copy[steps[0]] = _only(value[steps[0]], steps[1:], key)
    return copy


def _at(value: Any, steps: list[str | int]) -> Any:
    for step in steps:
        value = value[step]
    return value
