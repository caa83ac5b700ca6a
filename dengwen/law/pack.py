"""A law pack 法包: jurisdiction, languages, instruments, calendars, procedures, notices."""

from __future__ import annotations

import msgspec

from dengwen.law.phrases import Phrases
from dengwen.law.procedure import Cite, InForce, Procedure, Rules, Source, Text, Verified


class Instrument(Rules, frozen=True, kw_only=True):
    """A statute, regulation or standard that rules cite."""

    title: Text
    short: Text
    in_force: InForce
    articles: list[str] = []  # the articles the pack relies on; empty: not checked
    source: Source = "text"
    note: Text | None = None


class RoleWords(Rules, frozen=True, kw_only=True):
    """A staff role as the jurisdiction calls it."""

    label: Text


class PackFile(Rules, frozen=True, kw_only=True):
    """pack.yaml."""

    pack: str
    version: str
    label: Text
    jurisdiction: Text
    service: Text
    languages: list[str]
    default_language: str
    time_zone: str
    calendar: str
    covers: dict[str, Text]
    instruments: dict[str, Instrument]
    roles: dict[str, RoleWords]
    emergency: dict[str, Text]  # number → what it is for
    settings: dict[str, str] = {}
    verified: Verified | None = None
    checked_on: str = ""
    counting_basis: dict[str, list[Cite]] = {}


class Notice(Rules, frozen=True, kw_only=True):
    """notices/*.yaml: what a document or message must tell, in each language.

    Placeholders in braces are filled from the matter; a paragraph whose placeholder is empty is
    left out.
    """

    notice: str
    title: Text
    paragraphs: list[Text]
    basis: list[Cite] = []
    subject: Text | None = None  # for messages


VALUES: frozenset[str] = frozenset(
    {
        "number",  # of the matter
        "document_number",  # 文號 of this paper
        "service",  # the service's name in the pack
        "unit",  # the unit that issues it, with what people need to reach it
        "unit_address",
        "unit_telephone",
        "body_above",  # the unit to which a remedy against it goes
        "addressee",
        "what",  # the one line the matter is about
        "place",
        "kind",
        "outcome",
        "received_on",
        "issued_on",
        "challenged_number",  # the document that a remedy challenges
        "question",
        "reason",
        "extension_ground",  # of an extension: the ground, its days and the new last day
        "extended_by",
        "new_last_day",
        "follow_address",  # where progress is seen and the service is rated
        "said",  # what the person wrote, word for word …
        "said_by",  # … and who they are, where they agreed to be named
    }
)
"""What any notice may be filled from. A document adds the fields of the steps that issue it, and of
its procedure `<clock>_due`, the last day of each clock, and `<step>_on`, the day on which each step
was last taken; what is not known yet is empty."""

CLOSED_VALUES: frozenset[str] = frozenset(
    {
        "document_number",
        "service",
        "unit",
        "unit_address",
        "unit_telephone",
        "addressee",
        "kind",
        "outcome",
        "issued_on",
    }
)
"""What a paper may be filled from that goes to those the matter is about and the pack bars: nothing
that tells who brought it, when, or in what words."""

MESSAGE_VALUES: frozenset[str] = frozenset(
    {"status", "told", "told_at", "clock", "due_on", "left", "stage", "secret", "document", "next"}
)
"""What messages to the person and reminders to staff may be filled from besides."""


class Pack(msgspec.Struct, frozen=True):
    """A pack in memory. `hash` is the SHA-256 of its canonical content, in hex.

    `calendar_files` is the text of each file of the calendars, by path, so that a pack can be
    kept whole in an archive and loaded back.
    """

    file: PackFile
    procedures: dict[str, list[Procedure]]
    notices: dict[str, Notice]
    calendars: dict[str, object]
    hash: str
    root: str
    calendar_files: dict[str, str] = {}
    phrases: Phrases | None = None
