"""What goes onto a paper: what the matter knows, as plain values, and its faces in each language.

Pure. The wing above hands over names and days; this room knows neither matters nor units.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from dengwen.law.procedure import Document, Procedure, Text


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper to be issued, before it has a number."""

    stream: str  # the matter's stream, under whose person key the bytes are sealed
    person: str  # the key of the sealing: the first addressee's
    document: str  # id inside the matter: d1, d2 …
    kind: str  # the document's name in the procedure
    procedure: Procedure
    matter_kind: str
    matter_number: str
    day: date
    languages: tuple[str, ...]  # the first is the one that counts
    unit: str  # id of the issuing unit
    unit_code: str = ""  # the word its numbers begin with
    body: Text  # name of the issuing unit
    contact: dict[str, str] = {}  # its address, telephone, hours
    bodies: dict[str, Text] = {}  # who hears a remedy: own | above | two_above → its name
    addressees: tuple[str, ...] = ()
    fields: dict[str, Any] = {}  # of the steps that issue it, opened; units and staff by name
    values: dict[str, str] = {}  # anything more that the notice may use
    outcome: str = ""  # the outcome's key in the kind
    what: str = ""  # the one line the matter is about
    place: str = ""
    said: str = ""  # what the person wrote
    said_by: str = ""  # who they are, where they agreed to be named
    received_on: date | None = None
    taken: dict[str, date] = {}  # step → the day on which it was last taken
    clocks: dict[str, str] = {}  # clock → its last day, ISO
    signed_by: str = ""
    confidential: bool = False  # the public check then says nothing of the paper

    @property
    def rule(self) -> Document:
        """What the procedure says of this kind of paper."""
        return self.procedure.documents[self.kind]


class Issued(msgspec.Struct, frozen=True):
    """A paper that was issued."""

    document: str
    kind: str
    number: str
    sha256: str  # of the PDF, hex
    languages: tuple[str, ...]


class Way(msgspec.Struct, frozen=True):
    """One remedy as the paper tells it, in one language."""

    label: str
    within: str  # how long, and to whom
    hint: str = ""
    basis: str = ""


class Face(msgspec.Struct, frozen=True):
    """One language's pages of a paper, ready for the sheet. Every field is text, never markup."""

    language: str
    head: str  # the body's name in red
    number: str
    title: str
    addressee: str
    paragraphs: list[str]
    basis_label: str
    basis: list[str]
    remedies_label: str
    remedies: list[Way]
    signed: str
    body: str
    date: str
    seal: str
    check_label: str
    check: str
    caution: str  # that a rule on this paper was not verified by a named lawyer
    draft: str = ""  # the word across the page of what was not issued
    unnumbered: str = ""  # what stands there in place of the number
    remarks: list[str] = []  # beneath a draft: what its writer may want to say otherwise
