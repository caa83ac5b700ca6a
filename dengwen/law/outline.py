"""The outline 綱目 of a procedure in words: what each part says, before it is drawn. Pure."""

from __future__ import annotations

from typing import NamedTuple

from dengwen.law.pack import Pack
from dengwen.law.procedure import Cite, Clock, Document, Extension, Procedure, Step, Text
from dengwen.law.show_words import word

Lines = list[tuple[str, str]]


class Item(NamedTuple):
    """One rule: its heading, its name in the file, its lines, and a warning where one is due."""

    title: str
    name: str
    lines: Lines
    warning: str = ""


class Section(NamedTuple):
    """A part of the procedure: its heading and its rules in their own order."""

    title: str
    items: list[Item]


class Teller:
    """Tells one procedure in one language."""

    def __init__(self, procedure: Procedure, pack: Pack, language: str) -> None:
        """`language`: a key of the pack's texts; commas and colons are those of its script."""
        self.own, self.pack, self.language = procedure, pack, language
        self.comma = ", " if language.lower() == "en" else "、"
        self.colon = ": " if language.lower() == "en" else "："

    def word(self, key: str) -> str:
        """A word of the drawing itself."""
        return word(key, self.language)

    def say(self, text: Text | str | None) -> str:
        """A text of the pack, in the language or the pack's own."""
        if isinstance(text, str) or not text:
            return text if isinstance(text, str) else ""
        tags = {tag.lower(): words for tag, words in text.items()}
        default = self.pack.file.default_language.lower()
        return tags.get(self.language.lower()) or tags.get(default) or next(iter(tags.values()))

    def sections(self) -> list[Section]:
        """Every part, in the order in which the matter is lived."""
        own, tell = self.own, Section
        return [
            tell(self.word("kinds"), [self._kind(name) for name in own.kinds]),
            tell(self.word("parties"), [self._party(name) for name in own.parties]),
            tell(self.word("steps"), [self._step(n, s) for n, s in own.steps.items()]),
            tell(self.word("clocks"), [self._clock(n, c) for n, c in own.clocks.items()]),
            tell(self.word("documents"), [self._document(n, d) for n, d in own.documents.items()]),
            tell(self.word("remedies"), [self._remedy(name) for name in own.remedies]),
        ]

    def cite(self, cite: Cite) -> str:
        """An article in words: the instrument's title, and a mark where no text was read."""
        instrument, _, article = cite.partition("#")
        known = self.pack.file.instruments[instrument]
        place = _place(article, self.language)
        said = f"{self.say(known.title)} {place}"
        mark = "" if known.source == "text" else self.colon + self.word(known.source)
        return f"{said}{mark}"

    def cites(self, cites: list[Cite]) -> str:
        """Several articles in a row."""
        return ("; " if self.language.lower() == "en" else "；").join(map(self.cite, cites))

    def term(self, clock: Clock) -> str:
        """How long a clock is: 60 days."""
        return f"{clock.limit} {self.word(clock.unit)}"

    def trigger(self, trigger: str) -> str:
        """What sets a clock going or ends it, in words."""
        own, (head, _, rest) = self.own, trigger.partition(".")
        if trigger in own.steps:
            return self.say(own.steps[trigger].label)
        if head == "served":
            return f"{self.word('served')} {self.say(own.documents[rest].label)}"
        if head == "proposed":
            return f"{self.word('proposed')} {self.say(own.steps[rest].label)}"
        if head == "lapsed":
            return f"{self.say(own.clocks[rest].label)} {self.word('lapsed')}"
        if head == "linked":
            return f"{self.word('linked')} {self._linked(rest)}"
        return self.word(trigger)

    def _linked(self, rest: str) -> str:
        procedure, _, kind = rest.partition(".")
        return self.say(self.pack.procedures[procedure][-1].kinds[kind].label)

    def labels(self, names: list[str], known: dict[str, object]) -> str:
        """Labels of things named in a rule."""
        return self.comma.join(self.say(getattr(known[name], "label", name)) for name in names)

    def _kind(self, name: str) -> Item:
        kind = self.own.kinds[name]
        lines = [(self.word("begins_in"), self.say(self.own.statuses[kind.enters].label))]
        if kind.outcomes:
            outcomes = self.comma.join(self.say(text) for text in kind.outcomes.values())
            lines.append((self.word("outcomes"), outcomes))
        lines.append((self.word("basis"), self.cites(kind.basis)))
        warnings = [self.word(key) for key in ("confidential", "remedy_only") if getattr(kind, key)]
        return Item(self.say(kind.label), name, lines, self.comma.join(warnings))

    def _party(self, name: str) -> Item:
        party = self.own.parties[name]
        lines = [(self.word("who"), self.word("brings"))] if party.brings else []
        if party.max_representatives:
            lines.append((self.word("at_most_representatives"), str(party.max_representatives)))
        if party.basis:
            lines.append((self.word("basis"), self.cites(party.basis)))
        return Item(self.say(party.label), name, lines)

    def who(self, step: Step) -> str:
        """Who may take a step."""
        roles = [self.say(self.pack.file.roles[role].label) for role in step.who.roles]
        parties = [self.say(self.own.parties[party].label) for party in step.who.parties]
        said = self.comma.join([*roles, *parties])
        level = f" ({self.word(step.who.level)})" if step.who.level != "own" else ""
        mine = f" ({self.word('anyone_assigned')})" if step.who.assigned else ""
        return said + level + mine

    def _step(self, name: str, step: Step) -> Item:
        own, w = self.own, self.word
        lines: Lines = [(w("who"), self.who(step))]
        start = self.labels(step.from_, dict(own.statuses))
        lines.append((w("from"), start))
        if step.to:
            lines.append((w("to"), self.say(own.statuses[step.to].label)))
        lines += [(w("only_kinds"), self.labels(step.kinds, dict(own.kinds)))] * bool(step.kinds)
        lines += [(w("when"), self._conditions(step.when))] * bool(step.when)
        lines += [(w("after"), self.labels(step.after, dict(own.steps)))] * bool(step.after)
        lines += [(w("needs"), self._needs(step))] * bool(step.needs)
        lines += self._approval(step)
        lines += [(w("issues"), self.labels(step.issues, dict(own.documents)))] * bool(step.issues)
        lines += self._moves(name, "starts", "starts_clock") + self._moves(
            name, "stops", "stops_clock"
        )
        lines += [(w("basis"), self.cites(step.basis))]
        return Item(self.say(step.label), name, lines, self._source(step))

    def _needs(self, step: Step) -> str:
        said = [
            self.say(field.label) + ("" if field.required else f" ({self.word('optional')})")
            for field in step.needs.values()
        ]
        return self.comma.join(said)

    def _approval(self, step: Step) -> Lines:
        if step.approval is None:
            return []
        roles = self.comma.join(
            self.say(self.pack.file.roles[r].label) for r in step.approval.roles
        )
        level = f" ({self.word(step.approval.level)})" if step.approval.level != "own" else ""
        lines = [(self.word("approval"), roles + level)]
        if barred := step.approval.not_who_took:
            lines.append((self.word("not_who_took"), self.labels(barred, dict(self.own.steps))))
        return lines

    def clocks_of(self, name: str, key: str) -> list[Clock]:
        """The clocks that a step starts or stops, by itself or by what it issues or does."""
        step = self.own.steps[name]
        words = {name, *(["asked"] if step.asks else []), *(["moved"] if step.moves_to else [])}
        return [clock for clock in self.own.clocks.values() if words & set(getattr(clock, key))]

    def _moves(self, name: str, key: str, label: str) -> Lines:
        clocks = self.clocks_of(name, key)
        told = self.comma.join(f"{self.say(c.label)} ({self.term(c)})" for c in clocks)
        return [(self.word(label), told)] if told else []

    def _source(self, rule: Step | Clock) -> str:
        return "" if rule.source == "text" else self.word(rule.source)

    def _clock(self, name: str, clock: Clock) -> Item:
        w = self.word
        lines: Lines = [(w("limit"), self.term(clock)), (w("owed_by"), w(clock.owed_by))]
        lines += [
            (w("starts"), self._triggers(clock.starts)),
            (w("stops"), self._triggers(clock.stops)),
        ]
        if clock.counts_from:
            lines.append((w("counts_from"), self.trigger(clock.counts_from)))
        lines += [(w("only_kinds"), self.labels(clock.kinds, dict(self.own.kinds)))] * bool(
            clock.kinds
        )
        lines += [(w("when"), self._conditions(clock.when))] * bool(clock.when)
        for pause in clock.pauses:
            lines.append((w("pauses"), f"{self.say(pause.label)} ({self.cites(pause.basis)})"))
        lines += [(w("restarts"), self._triggers(clock.restarts))] * bool(clock.restarts)
        if clock.extension:
            lines.append((w("extension"), self._extension(clock, clock.extension)))
        if clock.unit not in ("hours", "seconds", "working_days"):
            roll = w(f"roll_{clock.roll}")
            lines.append(
                ("", f"{roll} ({self.cites(clock.roll_basis)})" if clock.roll_basis else roll)
            )
        lines += self._effects(clock)
        lines += [(w("basis"), self.cites(clock.basis))]
        return Item(self.say(clock.label), name, lines, self._source(clock))

    def _conditions(self, names: list[str]) -> str:
        return self.comma.join(self.word(f"when_{name}") for name in names)

    def _triggers(self, triggers: list[str]) -> str:
        return self.comma.join(map(self.trigger, triggers))

    def _effects(self, clock: Clock) -> Lines:
        w = self.word
        lines: Lines = [("", w("per_party"))] if clock.per_party else []
        if clock.silence != "nothing":
            status = self.say(self.own.statuses[clock.silence_to or ""].label)
            lines.append((w("silence"), f"{w(clock.silence)} → {status}"))
        if clock.promise:
            lines.append((w("promise"), f"{clock.promise} {w(clock.unit)}"))
        for other in clock.readings:
            said = f"{other.limit} {w(other.unit)}: {self.say(other.label)}"
            lines.append((w("readings"), said))
        return lines + ([(w("note"), self.say(clock.note))] if clock.note else [])

    def _extension(self, clock: Clock, extension: Extension) -> str:
        roles = self.comma.join(
            self.say(self.pack.file.roles[r].label) for r in extension.approved_by
        )
        grounds = self.comma.join(self.say(text) for text in extension.grounds.values())
        most = f"{self.word('at_most')} {extension.up_to} {self.word(clock.unit)}"
        often = f"{extension.times} {self.word('times')}"
        granted = f"{self.word('approval')}{self.colon}{roles}"
        return self.comma.join([most, often, grounds, granted, self.cites(extension.basis)])

    def _document(self, name: str, document: Document) -> Item:
        own, w = self.own, self.word
        to = w("for_subject") if document.for_subject else ""
        to = to or self.labels(document.served_to, dict(own.parties))
        above = self.labels(document.for_above, dict(self.pack.file.roles))
        lines: Lines = [(w("served_to"), to), *([(w("for_above"), above)] if above else [])]
        lines.append((w("ways"), self.comma.join(w(way) for way in document.ways)))
        if document.remedies:
            lines.append((w("opens"), self.labels(document.remedies, dict(own.remedies))))
        lines.append((w("basis"), self.cites(document.basis)))
        return Item(self.say(document.label), name, lines)

    def _remedy(self, name: str) -> Item:
        own, w = self.own, self.word
        remedy = own.remedies[name]
        lines: Lines = [(w("against"), self.labels(remedy.against, dict(own.documents)))]
        lines.append((w("within"), self.term(own.clocks[remedy.clock])))
        lines.append((w("goes_to"), w(remedy.goes_to)))
        lines.append((w("basis"), self.cites(remedy.basis)))
        return Item(self.say(remedy.label), name, lines)


def _place(article: str, language: str) -> str:
    """23.2.1 in words: 第23條第2款第1項, or art 23(2)(1)."""
    parts = article.split(".")
    if not parts[0][0].isdigit():
        return ""
    if language.lower() == "en":
        return f"art {parts[0]}" + "".join(f"({part})" for part in parts[1:])
    marks = "条款项" if language.lower() == "zh-hans" else "條款項"
    return "".join(f"第{part}{mark}" for part, mark in zip(parts, marks, strict=False))
