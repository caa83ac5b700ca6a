"""A law pack 法包: jurisdiction, languages, instruments, calendars and procedures, loaded and checked."""

from __future__ import annotations

import msgspec

from dengwen.law.procedure import Cite, InForce, Procedure, Rules, Source, Text, Verified


class Instrument(Rules, kw_only=True):
    """A statute, regulation or standard that rules cite."""

    title: Text
    short: Text
    in_force: InForce
    articles: list[str] = []  # the articles the pack relies on; empty: not checked
    source: Source = "text"
    note: Text | None = None


class RoleWords(Rules, kw_only=True):
    """A staff role as the jurisdiction calls it."""

    label: Text


class PackFile(Rules, kw_only=True):
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


class Notice(Rules, kw_only=True):
    """notices/*.yaml: what a document or message must tell, in each language.

    Placeholders in braces are filled from the matter; a paragraph whose placeholder is empty is
    left out.
    """

    notice: str
    title: Text
    paragraphs: list[Text]
    basis: list[Cite] = []
    subject: Text | None = None  # for messages


class Pack(msgspec.Struct, frozen=True):
    """A pack in memory. `hash` is the SHA-256 of its canonical content, in hex."""

    file: PackFile
    procedures: dict[str, list[Procedure]]
    notices: dict[str, Notice]
    calendars: dict[str, object]
    hash: str
    root: str
