"""Issuing a paper: numbered, rendered, sealed, all in the transaction of the act it carries out."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

import msgspec

from dengwen.documents import composing, numbers, render
from dengwen.documents.models import DocumentFile
from dengwen.documents.paper import Face, Issued, Paper
from dengwen.law import library
from dengwen.law.procedure import Text
from dengwen.ledger import erasure, sealing

_LABEL = "document"


class Checked(msgspec.Struct, frozen=True):
    """What anyone who holds a paper may have confirmed: that it is ours, and unchanged."""

    number: str
    body: Text
    issued_on: date
    sha256: str


def issue(paper: Paper) -> Issued:
    """Number, render and keep a paper. Runs inside the transaction of the act that issues it.

    The PDF is sealed under the stream's person key. Raises `RuntimeError` outside a transaction.
    """
    number = _number(paper) if paper.rule.numbered else ""
    pdf = render.paper(composing.faces(paper, number, check_code(number)), paper.day)
    digest = sha256(pdf).hexdigest()
    DocumentFile.objects.create(
        stream=paper.stream,
        document=paper.document,
        person=paper.person,
        kind=paper.kind,
        number=number,
        languages=list(paper.languages),
        sha256=digest,
        content=sealing.seal_bytes(paper.stream, paper.person, pdf, _LABEL),
        issued_on=paper.day,
        body=paper.body,
        open_to_check=not paper.confidential,
    )
    return Issued(paper.document, paper.kind, number, digest, paper.languages)


def preview(paper: Paper, remarks: Iterable[str] = ()) -> bytes:
    """The PDF as it would be issued, without a number and marked as a draft. Keeps nothing.

    `remarks` to its writer stand beneath it.
    """
    return render.paper(drafts(paper, remarks), paper.day)


def drafts(paper: Paper, remarks: Iterable[str] = ()) -> list[Face]:
    """What `preview` sets, as it stands in each language; for a page. Keeps nothing."""
    return composing.faces(paper, "", "", draft=True, remarks=remarks)


def words(paper: Paper) -> str:
    """What the paper would say to the person, in the language that counts."""
    return composing.read_out(composing.faces(paper, "", "")[0])


def open_document(stream: str, document: str) -> bytes:
    """The PDF of an issued paper. Raises `LookupError` when there is none, or it was erased.

    Whoever calls this has recorded the access.
    """
    row = DocumentFile.objects.filter(stream=stream, document=document).first()
    pdf = row and sealing.open_bytes(stream, row.person, bytes(row.content), _LABEL)
    if not pdf:
        raise LookupError(f"no document {document} in {stream}")
    return pdf


def check(number: str, code: str) -> Checked | None:
    """Confirm a paper to whoever holds it. None for anything else, whatever the reason.

    Numbers count up, so a number alone confirms nothing: the code printed beside it must fit. A
    paper of a confidential matter is confirmed to nobody here.
    """
    fits = hmac.compare_digest(check_code(number).encode(), code.strip().lower().encode())
    row = DocumentFile.objects.filter(number=number, open_to_check=True).first()
    if not (fits and number and row):
        return None
    return Checked(row.number, row.body, row.issued_on, row.sha256)


def check_code(number: str) -> str:
    """The code that stands beside a number on the paper: ten characters, 50 bits, not guessable."""
    return sealing.blind_index(f"document number|{number}")[:10].lower() if number else ""


def erase(stream: str, person: str) -> None:
    """Destroy the bytes of a person's papers; number and digest stay, so that no gap appears."""
    DocumentFile.objects.filter(stream=stream, person=person).update(content=b"")


def register() -> None:
    """Name the issued papers among the places that hold personal data."""
    erasure.register_place("documents", erase)


def _number(paper: Paper) -> str:
    pack = library.current().file
    language = pack.default_language
    series = paper.rule.series or library.say(paper.procedure.series, language)
    form = pack.settings.get("document_number", "") or (
        numbers.CHINESE if language.startswith("zh") else numbers.PLAIN
    )
    count = numbers.next(series, paper.unit, paper.day.year)
    code = paper.unit_code or library.say(paper.body, language)
    return numbers.written(form, code, series, paper.day.year, count)
