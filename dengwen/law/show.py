"""A procedure shown 程序圖示: as text for a lawyer in a terminal, as a page, as a picture.

All three are drawn from the pack alone, in its own order, with every citation and every mark of
what is not verified.
"""

from __future__ import annotations

from pathlib import Path

from dengwen.law.outline import Item, Section, Teller
from dengwen.law.pack import Pack
from dengwen.law.picture import svg
from dengwen.law.procedure import Procedure

__all__ = ["pages", "svg", "text", "write_pages"]


def text(procedure: Procedure, pack: Pack, language: str) -> str:
    """The whole procedure as plain text."""
    teller = Teller(procedure, pack, language)
    lines = [f"{teller.say(procedure.label)} [{procedure.procedure}] {procedure.version}"]
    lines += [teller.say(procedure.summary), *_head(teller)]
    for section in teller.sections():
        if section.items:
            lines += ["", section.title, "=" * 2 * len(section.title)]
            lines += _plain(section, teller)
    return "\n".join(lines) + "\n"


def page(procedure: Procedure, pack: Pack, language: str) -> str:
    """The same as a page of Markdown, for docs/reference/procedures."""
    teller = Teller(procedure, pack, language)
    lines = [f"# {teller.say(procedure.label)} `{procedure.procedure}`", ""]
    lines += [f"*{teller.word('generated')}*", "", teller.say(procedure.summary), ""]
    lines += [f"- {line}" for line in _head(teller)]
    for section in teller.sections():
        if section.items:
            lines += ["", f"## {section.title}"]
            lines += [line for item in section.items for line in _marked(item, teller)]
    return "\n".join(lines) + "\n"


def pages(pack: Pack) -> dict[str, str]:
    """Every generated file of docs/reference/procedures by its name: pages and pictures."""
    found = {}
    for name, versions in pack.procedures.items():
        for language in pack.file.languages:
            picture = f"{name}.{language}.svg"
            found[picture] = svg(versions[-1], pack, language)
            text_of = page(versions[-1], pack, language)
            head, _, rest = text_of.partition("\n## ")
            shown = f"\n![{Teller(versions[-1], pack, language).word('picture')}]({picture})\n"
            found[f"{name}.{language}.md"] = f"{head}{shown}\n## {rest}"
    return found


def _head(teller: Teller) -> list[str]:
    own = teller.own
    until = f" {teller.word('until')} {own.in_force.to}" if own.in_force.to else ""
    checked = own.verified or teller.pack.file.verified
    return [
        f"{teller.word('in_force')}{teller.colon}{own.in_force.from_}{until}",
        f"{teller.word('basis')}{teller.colon}{teller.cites(own.basis)}",
        f"{teller.word('verified_by')}{teller.colon}{checked.by}, {checked.on}"
        if checked
        else teller.word("not_verified"),
    ]


def _plain(section: Section, teller: Teller) -> list[str]:
    lines = []
    for number, item in enumerate(section.items, 1):
        warning = f"  ⚠ {item.warning}" if item.warning else ""
        lines.append(f"{number:2}. {item.title} [{item.name}]{warning}")
        lines += [f"      {_line(label, said, teller)}" for label, said in item.lines]
    return lines


def _marked(item: Item, teller: Teller) -> list[str]:
    warning = [f"**⚠ {item.warning}**", ""] if item.warning else []
    said = [f"- {_line(label, words, teller)}" for label, words in item.lines]
    return ["", f"### {item.title} `{item.name}`", "", *warning, *said]


def _line(label: str, said: str, teller: Teller) -> str:
    return f"{label}{teller.colon}{said}" if label else said


def write_pages(pack: Pack, folder: Path) -> list[Path]:
    """Write docs/reference/procedures anew from a pack; gives what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, words in pages(pack).items():
        (folder / name).write_text(words, encoding="utf-8")
        written.append(folder / name)
    return written
