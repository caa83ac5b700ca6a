"""The library 法庫: the pack that is law here and now, and the old ones that explain a date.

One process holds one installed pack. Old versions come from an archive, a folder of
`<hash>.json` as `loader.dump` writes them; a matter's events carry the hash.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dengwen.errors import Fault
from dengwen.law import loader
from dengwen.law.pack import Pack
from dengwen.law.procedure import Procedure, Text
from dengwen.law.soundness.wording import covers


class _Shelf:
    """What is installed in this process."""

    pack: Pack | None = None
    archive: Path | None = None
    old: dict[str, Pack] = {}


def install(pack: Pack, archive: Path | None = None) -> None:
    """Make a pack the law of this process; with an archive, keep it there for later years."""
    _Shelf.pack = pack
    _Shelf.archive = archive or _Shelf.archive
    _Shelf.old[pack.hash] = pack
    if archive is not None:
        _keep(pack, archive)


def _keep(pack: Pack, archive: Path) -> None:
    archive.mkdir(parents=True, exist_ok=True)
    path = archive / f"{pack.hash}.json"
    if not path.exists():
        whole = path.with_suffix(".part")
        whole.write_text(loader.dump(pack), encoding="utf-8")
        whole.replace(path)


def current() -> Pack:
    """The installed pack. Raises Fault when none is."""
    if _Shelf.pack is None:
        raise Fault("No law pack is installed in this process.")
    return _Shelf.pack


def by_hash(wanted: str) -> Pack:
    """The pack of that hash, installed now or once. Raises Fault when it was lost or altered."""
    if wanted in _Shelf.old:
        return _Shelf.old[wanted]
    path = _Shelf.archive / f"{wanted}.json" if _Shelf.archive else None
    if path is None or not path.exists():
        raise Fault(f"The law pack {wanted} is not in the archive.")
    pack = loader.revive(path.read_text(encoding="utf-8"), str(path))
    if pack.hash != wanted:
        raise Fault(f"The archived law pack {wanted} was altered.")
    _Shelf.old[wanted] = pack
    return pack


def procedure(name: str, on: date | None = None, pack: Pack | None = None) -> Procedure:
    """The version of a procedure in force on a day; without a day, the newest.

    A day before the first version gets the first, so that old matters can be entered. Raises
    Fault for a name that the pack has not.
    """
    versions = (pack or current()).procedures.get(name)
    if not versions:
        raise Fault(f"The law pack has no procedure {name!r}.")
    if on is None:
        return versions[-1]
    in_force = [version for version in versions if covers(version.in_force, on)]
    begun = [version for version in versions if version.in_force.from_ <= on]
    return (in_force or begun[-1:] or versions[:1])[-1]


def say(text: Text | str | None, language: str) -> str:
    """The text in a language (tags in any case), else in the pack's default, else in any."""
    if isinstance(text, str) or not text:
        return text if isinstance(text, str) else ""
    wanted = {key.lower(): words for key, words in text.items()}
    default = _Shelf.pack.file.default_language.lower() if _Shelf.pack else ""
    for key in (language.lower(), language.lower().split("-")[0], default):
        if key in wanted:
            return wanted[key]
    return next(iter(text.values()))
