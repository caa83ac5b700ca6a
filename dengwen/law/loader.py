"""Loading a law pack 法包: a folder of YAML becomes a checked `Pack`, or PackError stops the start.

A pack is `pack.yaml`, `procedures/*.yaml`, `notices/*.yaml` (and there `phrases.yaml`, the courtesy
of replies) and `calendars/`. Nothing is guessed: every mistake names its file, line, key and mend.
"""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import msgspec

from dengwen.errors import PackError
from dengwen.law import calendar, phrases, strict_yaml
from dengwen.law.pack import Notice, Pack, PackFile
from dengwen.law.phrases import Phrases
from dengwen.law.procedure import Procedure, Rules
from dengwen.law.soundness import clocks, names, reach, wording
from dengwen.law.soundness.page import Page, near
from dengwen.law.strict_yaml import Document, Steps

R = TypeVar("R", bound=Rules)

SCHEMAS: dict[str, type[Rules]] = {
    "pack": PackFile,
    "procedure": Procedure,
    "notice": Notice,
    "phrases": Phrases,
}
"""Each kind of pack file and the structure that is its schema."""

PHRASES = "phrases.yaml"
"""The one file of `notices/` that holds no notice."""


def load(folder: Path) -> Pack:
    """Load and check a whole pack. Raises PackError at the first mistake."""
    top, file = _read(folder / "pack.yaml", PackFile)
    _pack_file(top, file)
    calendars, calendar_files = _calendars(folder / "calendars", top, file)
    notices = _notices(folder / "notices", file)
    paths = sorted((folder / "procedures").glob("*.yaml"))
    pages = [_read(path, Procedure, file.settings) for path in paths]
    procedures = _versions(pages)
    newest = {name: versions[-1] for name, versions in procedures.items()}
    for document, procedure in pages:
        page = Page(document, procedure, file, notices, newest, tuple(calendars))
        _settle(page)
    _messages(folder / "notices", notices, newest)
    said = _phrases(folder / "notices" / PHRASES, file)
    pack = Pack(file, procedures, notices, calendars, "", str(folder), calendar_files, said)
    return msgspec.structs.replace(pack, hash=digest(pack))


def digest(pack: Pack) -> str:
    """SHA-256 of the pack's canonical content, in hex; where it lies on disk does not count."""
    return hashlib.sha256(dump(pack).encode()).hexdigest()


def dump(pack: Pack) -> str:
    """The whole pack as canonical JSON, for the archive of old versions."""
    content: dict[str, Any] = {
        "file": pack.file,
        "procedures": pack.procedures,
        "notices": pack.notices,
        "calendars": pack.calendar_files,
    }
    if pack.phrases is not None:  # what older packs do not have must not change their hash
        content["phrases"] = pack.phrases
    plain = msgspec.to_builtins(content)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _Archived(Rules, frozen=True, kw_only=True):
    """The shape of `dump`."""

    file: PackFile
    procedures: dict[str, list[Procedure]]
    notices: dict[str, Notice]
    calendars: dict[str, str]
    phrases: Phrases | None = None


def revive(text: str, root: str = "") -> Pack:
    """Load back what `dump` wrote. Raises msgspec.ValidationError for anything else."""
    kept = msgspec.json.decode(text, type=_Archived)
    calendars = _rebuilt(kept.calendars)
    own = (kept.file, kept.procedures, kept.notices, calendars)
    pack = Pack(*own, "", root, kept.calendars, kept.phrases)
    return msgspec.structs.replace(pack, hash=digest(pack))


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema of every kind of pack file, for editors; loading uses the structures."""
    found = {}
    for name, kind in SCHEMAS.items():
        schema = msgspec.json.schema(kind)
        found[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return found


def write_schemas(folder: Path) -> list[Path]:
    """Write packs/schema/*.json anew from the structures."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _read(path: Path, kind: type[R], settings: dict[str, str] | None = None) -> tuple[Document, R]:
    document = strict_yaml.read(path)
    _unverified(document.value)
    if settings is not None:
        _set(document, document.value, (), settings)
    try:
        return document, document.into(kind)
    except PackError as error:
        raise _nearer(error, kind) from None


def _unverified(value: Any) -> None:
    """`verified: none` is how a lawyer writes that nobody has checked it yet."""
    if isinstance(value, dict):
        if value.get("verified") == "none":
            value["verified"] = None
        for inside in value.values():
            _unverified(inside)


def _set(document: Document, value: Any, steps: Steps, settings: dict[str, str]) -> None:
    """A value written `$name` is that setting of pack.yaml: what a place may choose for itself."""
    for key, inside in value.items() if isinstance(value, dict) else ():
        at = (*steps, key)
        if isinstance(inside, str) and inside.startswith("$"):
            if inside[1:] not in settings:
                wrong = f"pack.yaml has no setting {inside[1:]!r}."
                document.refuse(at, wrong, near(inside[1:], settings))
            value[key] = settings[inside[1:]]
        _set(document, inside, at, settings)


def _nearer(error: PackError, kind: type[Rules]) -> PackError:
    """The same mistake, with the nearest known key where the key is unknown."""
    unknown = re.search(r"unknown field `(.+?)`", error.wrong)
    if not unknown:
        return error
    names_known = {field for rules in _family(kind) for field in _keys(rules)}
    mend = f"{near(unknown[1], names_known)} The keys are listed in packs/schema."
    wrong = f"The key {unknown[1]!r} is not known here."
    return PackError(error.file, error.line, error.key, wrong, mend)


def _family(kind: type[Rules]) -> list[type[Rules]]:
    return [kind, *(rules for rules in Rules.__subclasses__() if rules is not kind)]


def _keys(rules: type[Rules]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(rules)]


def _pack_file(document: Document, file: PackFile) -> None:
    if file.default_language not in file.languages:
        wrong = f"The default language {file.default_language!r} is not among the languages."
        document.refuse(("default_language",), wrong, near(file.default_language, file.languages))
    wording.check(document, file, file)


def _calendars(
    folder: Path, top: Document, file: PackFile
) -> tuple[dict[str, object], dict[str, str]]:
    """Every calendar by id, and the text of each of their files by its path."""
    found: dict[str, object] = dict(calendar.load_all(folder))
    if file.calendar not in found:
        wrong = f"There is no calendar {file.calendar!r} in calendars/."
        top.refuse(("calendar",), wrong, near(file.calendar, found))
    paths = sorted(folder.rglob("*.yaml"))
    return found, {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in paths}


def _rebuilt(files: dict[str, str]) -> dict[str, object]:
    """Calendars from the texts of their files: written out, then read as any other."""
    with TemporaryDirectory(prefix="dengwen-calendars-") as name:
        home = Path(name)
        for path, text in files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text, encoding="utf-8")
        return dict(calendar.load_all(home))


def _notices(folder: Path, file: PackFile) -> dict[str, Notice]:
    found: dict[str, Notice] = {}
    for path in sorted(path for path in folder.glob("*.yaml") if path.name != PHRASES):
        document, notice = _read(path, Notice)
        _named(document, "notice", notice.notice, path)
        wording.check(document, notice, file)
        found[notice.notice] = notice
    return found


def _phrases(path: Path, file: PackFile) -> Phrases | None:
    """The wordings to avoid in replies; a pack need not have any."""
    if not path.exists():
        return None
    document, found = _read(path, Phrases)
    wording.check(document, found, file)
    phrases.check(document, found)
    return found


def _named(document: Document, key: str, name: str, path: Path) -> None:
    if path.stem != name and not path.stem.startswith(f"{name}-"):
        wrong = f"The file is called {path.name}, but holds {name!r}."
        document.refuse((key,), wrong, f"Call the file {name}.yaml, or a version {name}-2026.yaml.")


def _versions(pages: list[tuple[Document, Procedure]]) -> dict[str, list[Procedure]]:
    """The versions of each procedure in the order of their dates; no day may have two."""
    found: dict[str, list[tuple[Document, Procedure]]] = {}
    for document, procedure in pages:
        _named(document, "procedure", procedure.procedure, Path(document.file))
        period = procedure.in_force
        if period.to is not None and period.to < period.from_:
            document.refuse(("in_force", "to"), "It ends before it begins.", "Correct the days.")
        found.setdefault(procedure.procedure, []).append((document, procedure))
    for versions in found.values():
        versions.sort(key=lambda page: page[1].in_force.from_)
        for (_, older), (document, newer) in pairwise(versions):
            if older.in_force.to is None or older.in_force.to >= newer.in_force.from_:
                wrong = f"Version {older.version} is still in force on {newer.in_force.from_}."
                mend = "End the older version (`in_force: to:`) on the day before."
                document.refuse(("in_force", "from"), wrong, mend)
    return {name: [page[1] for page in versions] for name, versions in found.items()}


def _settle(page: Page) -> None:
    """All checks of one procedure."""
    wording.check(page.document, page.procedure, page.file, page.procedure.in_force.from_)
    names.check(page)
    clocks.check(page)
    names.remedies(page)
    wording.numbers(page.document, page.procedure)
    reach.check(page)


def _messages(folder: Path, notices: dict[str, Notice], procedures: dict[str, Procedure]) -> None:
    """A notice that no document uses is a message, filled only from what messages have."""
    used = {document.notice for own in procedures.values() for document in own.documents.values()}
    known = names.message_values()
    for name, notice in notices.items():
        for value in sorted(names.placeholders(notice) - set(known)) if name not in used else ():
            wrong = f"It asks for {{{value}}}, which nothing gives to a message."
            path = folder / f"{name}.yaml"
            raise PackError(str(path), 1, "paragraphs", wrong, near(value, known))
