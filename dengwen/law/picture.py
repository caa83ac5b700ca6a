"""A picture of a procedure 流程圖 as SVG: statuses in layers, the steps each allows, lines onward.

One column, so that it can be read on a telephone: every status is a box whose rows are its steps,
and the lines run beside the boxes, one rail for each status they lead to. It has no style sheet
and no colours of its own (`currentColor`, and class names for whoever wants more), so that it
obeys the page and its Content-Security-Policy.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from dengwen.law.outline import Teller
from dengwen.law.pack import Pack
from dengwen.law.procedure import Procedure, Step

WIDTH = 300
LEFT = 10
PADDING = 10
TITLE, BODY, SMALL = 14.0, 12.5, 10.5
RAIL = 9
GAP = 22
FONT = "system-ui, 'Noto Sans CJK TC', 'Noto Sans CJK SC', sans-serif"


class Row(NamedTuple):
    """A line of words in a box; `to` is the status that a line leads to from here."""

    words: str
    size: float
    faint: bool
    to: str = ""


class Box(NamedTuple):
    """A status as it is drawn."""

    status: str
    title: list[str]
    rows: list[Row]
    top: float
    height: float
    final: bool
    enters: bool


class Rail(NamedTuple):
    """The line beside the boxes by which all steps to one status arrive."""

    to: str
    at: float
    ports: list[float]
    lane: int


def svg(procedure: Procedure, pack: Pack, language: str) -> str:
    """The picture of a procedure: status graph, steps, and the clocks they start."""
    teller = Teller(procedure, pack, language)
    boxes = _stack(teller, layers(procedure))
    rails = _rails(boxes)
    width = LEFT + WIDTH + 16 + RAIL * (1 + max((rail.lane for rail in rails), default=0)) + 6
    height = boxes[-1].top + boxes[-1].height + 12
    name = f"{procedure.procedure}-{language}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="procedure" role="img" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{escape(FONT)}" '
        f'fill="currentColor" lang="{language}">',
        f'<title id="{name}-title">{escape(teller.say(procedure.label))}</title>',
        f'<desc id="{name}-desc">{escape(_described(teller))}</desc>',
        *(_rail(rail, {box.status: box for box in boxes}) for rail in rails),
        *(line for box in boxes for line in _box(box, teller)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def layers(procedure: Procedure) -> list[str]:
    """The statuses in the order drawn: each way in with its layers, the final ones last."""
    still = [name for name, status in procedure.statuses.items() if not status.final]
    placed: list[str] = []
    for kind in procedure.kinds.values():
        layer = [kind.enters]
        while layer := [name for name in dict.fromkeys(layer) if name not in placed]:
            placed += [name for name in layer if name in still]
            layer = [
                step.to
                for name in layer
                for step in procedure.steps.values()
                if step.to in still and name in step.from_
            ]
    finals = [name for name, status in procedure.statuses.items() if status.final]
    return [*placed, *(name for name in still if name not in placed), *finals]


def wrap(words: str, size: float, width: float) -> list[str]:
    """Words in lines no wider than `width`: between words in Latin script, anywhere in Chinese."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and wide(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def wide(words: str, size: float) -> float:
    """How wide words are, a little more rather than less: 1 em for Chinese, 0.58 for Latin."""
    return size * sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in words)


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for letter in words:
        chinese = ord(letter) > 0x2E7F
        clings = letter in "，。；：、）」』》！？"
        fresh = not pieces or pieces[-1].endswith(" ") or ord(pieces[-1][-1]) > 0x2E7F
        if pieces and (clings or not (chinese or fresh)):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _stack(teller: Teller, order: list[str]) -> list[Box]:
    boxes: list[Box] = []
    entered = {kind.enters for kind in teller.own.kinds.values()}
    top = 12.0
    for name in order:
        status = teller.own.statuses[name]
        title = wrap(teller.say(status.label), TITLE, WIDTH - 2 * PADDING - 70)
        rows = _rows(teller, name)
        height = 8 + len(title) * TITLE * 1.35 + sum(row.size * 1.4 for row in rows)
        boxes.append(Box(name, title, rows, top, height + 8, status.final, name in entered))
        top += height + 8 + (GAP if not status.final else 8)
    return boxes


def _rows(teller: Teller, status: str) -> list[Row]:
    """The steps that lead on, then in one breath those that change nothing in the status."""
    rows: list[Row] = []
    meanwhile: list[str] = []
    for name, step in teller.own.steps.items():
        if status not in step.from_:
            continue
        if step.to and step.to != status:
            rows += _step(teller, name, step)
        else:
            mark = " ⚠" if step.source == "unverified" else ""
            meanwhile.append(teller.say(step.label) + mark)
    if meanwhile:
        words = f"{teller.word('meanwhile')}{teller.colon}{teller.comma.join(meanwhile)}"
        rows += [Row(line, SMALL, True) for line in wrap(words, SMALL, WIDTH - 44)]
    return rows


def _step(teller: Teller, name: str, step: Step) -> list[Row]:
    """A step in a box: what it is, where it ends if it ends there, what clock it starts."""
    own, goes = teller.own, step.to or ""
    final = own.statuses[goes].final
    words = teller.say(step.label)
    if final:
        words += f" → {teller.say(own.statuses[goes].label)}"
    lines = wrap(words, BODY, WIDTH - 2 * PADDING - 24)
    rows = [Row(f"{' ' if at else '·'} {line}", BODY, False) for at, line in enumerate(lines)]
    if not final:
        rows[0] = rows[0]._replace(to=goes)
    notes = [teller.word("needs_approval")] if step.approval else []
    for clock in teller.clocks_of(name, "starts"):
        term = f"{teller.say(clock.label)} {teller.term(clock)}"
        notes.append(f"{teller.word('clock')}{teller.colon}{term}")
    notes += [f"⚠ {teller.word(step.source)}"] if step.source == "unverified" else []
    return rows + [
        Row(line, SMALL, True) for note in notes for line in wrap(note, SMALL, WIDTH - 44)
    ]


def _rails(boxes: list[Box]) -> list[Rail]:
    """One rail for each status led to; rails whose heights do not meet share a lane."""
    found: list[Rail] = []
    for box in boxes:
        ports = [y for other in boxes for y in _ports(other, box.status)]
        if ports:
            found.append(Rail(box.status, box.top + 8 + TITLE * 0.6, ports, 0))
    ends: list[float] = []
    placed = []
    for rail in sorted(found, key=lambda rail: min([rail.at, *rail.ports])):
        first, last = min([rail.at, *rail.ports]), max([rail.at, *rail.ports])
        lane = next((lane for lane, end in enumerate(ends) if end + 6 < first), len(ends))
        ends[lane : lane + 1] = [last]
        placed.append(rail._replace(lane=lane))
    return placed


def _ports(box: Box, to: str) -> list[float]:
    y = box.top + 8 + len(box.title) * TITLE * 1.35
    found = []
    for row in box.rows:
        if row.to == to:
            found.append(y + row.size * 0.75)
        y += row.size * 1.4
    return found


def _rail(rail: Rail, boxes: dict[str, Box]) -> str:
    edge = LEFT + WIDTH
    x = edge + 16 + RAIL * rail.lane
    reach = [rail.at, *rail.ports]
    lines = [f"M{x:g} {min(reach):g}V{max(reach):g}"]
    lines += [f"M{edge:g} {port:g}H{x:g}" for port in rail.ports]
    lines += [f"M{x:g} {rail.at:g}H{edge + 1:g}", f"M{edge + 6:g} {rail.at - 4:g}l-5 4l5 4"]
    return (
        f'<path class="way to-{rail.to}" d="{"".join(lines)}" fill="none" '
        f'stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/>'
    )


def _box(box: Box, teller: Teller) -> list[str]:
    radius = min(box.height / 2, 16) if box.final else 5
    kind = "final" if box.final else "enters" if box.enters else "status"
    edge = 2 if box.enters or box.final else 1.2
    lines = [
        f'<rect class="box {kind}" x="{LEFT}" y="{box.top:g}" width="{WIDTH}" '
        f'height="{box.height:g}" rx="{radius:g}" fill="none" stroke="currentColor" '
        f'stroke-width="{edge}"/>'
    ]
    y = box.top + 8 + TITLE
    for line in box.title:
        lines.append(_words(line, LEFT + PADDING, y, TITLE, bold=True))
        y += TITLE * 1.35
    mark = teller.word("final") if box.final else teller.word("enters") if box.enters else ""
    if mark:
        lines.append(_words(mark, LEFT + WIDTH - PADDING, box.top + 8 + TITLE, SMALL, end=True))
    y = box.top + 8 + len(box.title) * TITLE * 1.35
    for row in box.rows:
        lines.append(_words(row.words, LEFT + PADDING, y + row.size, row.size, faint=row.faint))
        y += row.size * 1.4
    return lines


def _words(
    words: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    faint: bool = False,
    end: bool = False,
) -> str:
    marks = ' font-weight="700"' if bold else ""
    marks += ' fill-opacity="0.75"' if faint or end else ""
    marks += ' text-anchor="end"' if end else ""
    inset = 9 if faint or words.startswith("  ") else 0
    return (
        f'<text x="{x + inset:g}" y="{y:g}" font-size="{size:g}"{marks}>'
        f"{escape(words.strip())}</text>"
    )


def _described(teller: Teller) -> str:
    """The picture in words, for those who do not see it."""
    own = teller.own
    ways = [
        f"{teller.labels(step.from_, dict(own.statuses))} → "
        f"{teller.say(own.statuses[step.to].label)}: {teller.say(step.label)}"
        for step in own.steps.values()
        if step.to
    ]
    return " ".join([teller.word("picture"), *(f"{way}." for way in ways)])
