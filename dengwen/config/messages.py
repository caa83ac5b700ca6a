"""The site's texts 譯文: collected from sources into .po files, compiled into what Django reads.

No gettext of the system is needed: Babel reads and writes both forms. Compiled files are never
committed; they are made again whenever their source is newer.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from dengwen.config.place import REPOSITORY

LOCALE = REPOSITORY / "dengwen" / "web" / "locale"


def compile_all() -> list[Path]:
    """Compile every .po that is newer than its .mo; returns what was written."""
    written = []
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source:
            catalog = pofile.read_po(source)
        compiled = io.BytesIO()
        mofile.write_mo(compiled, catalog)
        fresh = mo.with_suffix(".mo.new")
        fresh.write_bytes(compiled.getvalue())
        fresh.replace(mo)
        written.append(mo)
    return written


def collect() -> dict[str, int]:
    """Bring every .po up to the sources; returns how many texts of each still lack words.

    A text that is no longer used is kept at the end of the file, commented out.
    """
    found = Catalog(charset="utf-8", project="Dengwen")
    for text, plural, where in sorted(_texts()):
        found.add((text, plural) if plural else text, locations=[(where, 0)])
    lacking = {}
    for folder in sorted(LOCALE.glob("*/LC_MESSAGES")):
        path = folder / "django.po"
        catalog = Catalog(locale=folder.parent.name, charset="utf-8", fuzzy=False)
        if path.exists():
            with path.open("rb") as old:
                catalog = pofile.read_po(old, locale=folder.parent.name)
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as new:
            pofile.write_po(new, catalog, width=100, omit_header=False, include_lineno=False)
        lacking[folder.parent.name] = sum(1 for m in catalog if m.id and not m.string)
    return lacking


def _texts() -> Iterator[tuple[str, str, str]]:
    """(text, plural or '', file) of everything that the sources mark for translation."""
    for path in sorted((REPOSITORY / "dengwen").rglob("*.py")):
        where = str(path.relative_to(REPOSITORY))
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_call(n)):
            yield from ((text, plural, where) for text, plural in _in_call(call))
    for path in sorted((REPOSITORY / "dengwen" / "web" / "templates").rglob("*.*")):
        where = str(path.relative_to(REPOSITORY))
        yield from ((text, plural, where) for text, plural in _in_template(path))


def _is_call(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call)


def _in_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    words = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
    if name in _PLURALS and len(words) > 1 and all(isinstance(w, str) for w in words[:2]):
        yield str(words[0]), str(words[1])
    elif name in _SINGLES and words and isinstance(words[0], str):
        yield words[0], ""
    elif name == "Refusal":
        named = {k.arg: k.value for k in call.keywords if isinstance(k.value, ast.Constant)}
        told = [words[1] if len(words) > 1 else None]
        told += [getattr(named.get(key), "value", None) for key in ("says", "mend")]
        yield from ((text, "") for text in told if isinstance(text, str) and text)


def _in_template(path: Path) -> Iterator[tuple[str, str]]:
    # Django turns a template into calls among blanked-out text; indentation would mislead Babel.
    calls = templatize(path.read_text("utf-8"))
    flat = "\n".join(line.strip() for line in calls.splitlines()).encode()
    keywords = {"gettext": None, "ngettext": (1, 2)}
    for _, text, _, _ in extract("python", io.BytesIO(flat), keywords=keywords):
        singular, plural = text if isinstance(text, tuple) else (text, "")
        yield singular, plural


_SINGLES = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURALS = {"ngettext", "ngettext_lazy"}


if __name__ == "__main__":
    if sys.argv[1:] == ["collect"]:
        for language, count in collect().items():
            print(f"{language}: {count} texts have no words yet")
    print(f"{len(compile_all())} files compiled")
