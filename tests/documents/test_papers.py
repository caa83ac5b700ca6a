"""Papers: numbered without a gap, sealed at rest, safe against what people write."""

from __future__ import annotations

import io
import threading
from datetime import date
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.db import connection, connections, transaction
from pypdf import PdfReader

from dengwen.documents import composing, fonts, issuing, numbers, render
from dengwen.documents.models import DocumentFile, Series
from dengwen.documents.paper import Paper
from dengwen.errors import Refusal
from dengwen.law import library
from dengwen.ledger import erasure

SECRET_WORDS = "樓道堆滿紙箱"


def some_paper(**changes: Any) -> Paper:
    """A paper of the first kind that any procedure of the installed pack numbers."""
    procedure = next(
        p for versions in library.current().procedures.values() for p in versions if p.documents
    )
    kind = next(name for name, rule in procedure.documents.items() if rule.numbered)
    paper = Paper(
        stream="matter:DW-TEST-PAPE-R",
        person="p1",
        document="d1",
        kind=kind,
        procedure=procedure,
        matter_kind=next(iter(procedure.kinds)),
        matter_number="DW-TEST-PAPE-R",
        day=date(2026, 3, 20),
        languages=("zh-Hant", "zh-Hans", "en"),
        unit="gulou",
        unit_code="鼓消",
        body={"zh-Hant": "鼓樓區消防救援大隊", "zh-Hans": "鼓楼区消防救援大队", "en": "Gulou Fire"},
        bodies={"above": {"zh-Hant": "望津市消防救援支隊", "en": "Wangjin Fire"}},
        addressees=("王小明",),
        what=SECRET_WORDS,
        fields={"reason": SECRET_WORDS},
        received_on=date(2026, 3, 2),
    )
    return msgspec.structs.replace(paper, **changes)


def words(pdf: bytes) -> str:
    """The text of a PDF, without its white space."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.django_db
def test_a_paper_is_numbered_set_in_each_language_and_opens_again() -> None:
    with transaction.atomic():
        issued = issuing.issue(some_paper())
    assert issued.number.startswith("鼓消")
    assert "〔2026〕1号" in issued.number
    pdf = issuing.open_document("matter:DW-TEST-PAPE-R", "d1")
    said = words(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 3
    for expected in (
        "鼓樓區消防救援大隊",
        "鼓楼区消防救援大队",
        "GulouFire",
        "王小明",
        "2026年3月20日",
    ):
        assert expected in said


@pytest.mark.django_db
def test_a_second_paper_takes_the_next_number_and_a_rolled_back_one_takes_none() -> None:
    with transaction.atomic():
        first = issuing.issue(some_paper())
    with transaction.atomic():
        issuing.issue(some_paper(document="d2"))
        transaction.set_rollback(True)
    with transaction.atomic():
        second = issuing.issue(some_paper(document="d2"))
    assert "〕1号" in first.number
    assert "〕2号" in second.number


@pytest.mark.django_db
def test_years_units_and_series_count_apart() -> None:
    with transaction.atomic():
        assert numbers.next("信", "a", 2026) == 1
        assert numbers.next("信", "a", 2026) == 2
        assert numbers.next("信", "b", 2026) == 1
        assert numbers.next("信", "a", 2027) == 1
        assert numbers.next("隱", "a", 2026) == 1


def test_numbers_have_no_gap_and_no_twin_when_many_draw_and_some_fail(committed_db: str) -> None:
    drawn: list[int] = []

    def draw(place: int) -> None:
        try:
            for turn in range(5):
                try:
                    with transaction.atomic():
                        number = numbers.next("信", "gulou", 2026)
                        if (place + turn) % 4 == 0:
                            raise KeyError
                    drawn.append(number)
                except KeyError:
                    pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=draw, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == list(range(1, len(drawn) + 1))
    assert Series.objects.get().last == len(drawn)


@pytest.mark.django_db
def test_nothing_of_a_paper_lies_open_in_the_database() -> None:
    with transaction.atomic():
        issuing.issue(some_paper())
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents_file::text, content FROM documents_file")
        row, content = cursor.fetchone()
    assert SECRET_WORDS not in row
    assert "王小明" not in row
    assert b"%PDF" not in bytes(content)


@pytest.mark.django_db
def test_an_erased_persons_paper_is_gone_and_its_number_stays() -> None:
    with transaction.atomic():
        issued = issuing.issue(some_paper())
        erasure.erase("matter:DW-TEST-PAPE-R", "p1")
    with pytest.raises(LookupError):
        issuing.open_document("matter:DW-TEST-PAPE-R", "d1")
    row = DocumentFile.objects.get()
    assert (row.number, row.sha256) == (issued.number, issued.sha256)
    assert bytes(row.content) == b""


@pytest.mark.django_db
def test_a_paper_is_confirmed_to_its_holder_and_to_nobody_who_only_counts() -> None:
    with transaction.atomic():
        open_one = issuing.issue(some_paper())
        closed = issuing.issue(some_paper(document="d2", confidential=True))
    checked = issuing.check(open_one.number, issuing.check_code(open_one.number))
    assert checked is not None
    assert checked.sha256 == open_one.sha256
    assert issuing.check(open_one.number, "0000000000") is None
    assert issuing.check(open_one.number, "錯") is None
    assert issuing.check(closed.number, issuing.check_code(closed.number)) is None
    assert issuing.check("", "") is None


@pytest.mark.django_db
def test_a_draft_has_no_number_and_keeps_nothing() -> None:
    pdf = issuing.preview(some_paper())
    assert words(pdf)
    assert DocumentFile.objects.count() == 0
    assert Series.objects.count() == 0


def every_paper() -> list[tuple[str, str, str]]:
    """(procedure, document, kind) of all that the installed pack can issue."""
    return [
        (name, kind, matter_kind)
        for name, versions in library.current().procedures.items()
        for kind in versions[-1].documents
        for matter_kind in list(versions[-1].kinds)[:2]
    ]


@pytest.mark.django_db
def test_every_paper_of_the_pack_can_be_set_in_every_language() -> None:
    for name, kind, matter_kind in every_paper():
        paper = some_paper(
            procedure=library.procedure(name), kind=kind, matter_kind=matter_kind, fields={}
        )
        made = composing.faces(paper, "鼓消信〔2026〕1号", "code")
        assert len(made) == 3
        for face in made:
            assert face.title
            assert face.paragraphs, f"{kind} says nothing in {face.language}"
            assert "{" not in "".join(face.paragraphs), f"{kind}: a placeholder is left"
            assert all(way.within for way in face.remedies)
        assert words(render.paper(made[:1], paper.day))


EVIL = '#panic("x") #sys.inputs *b* _i_ $x^2$ <a> @b [[ ] \\ " \' {number} // /* #import "x"'


@pytest.mark.django_db
def test_what_people_write_is_never_read_as_markup() -> None:
    paper = some_paper(what=EVIL, fields={"reason": EVIL}, addressees=(EVIL,), signed_by=EVIL)
    said = words(issuing.preview(paper))
    assert '#panic("x")' in said.replace("“", '"').replace("”", '"')
    assert "{number}" in said


@pytest.mark.django_db
def test_remedies_tell_term_body_and_article() -> None:
    found = [
        (procedure, kind)
        for versions in library.current().procedures.values()
        for procedure in versions
        for kind in procedure.documents
        if any(kind in r.against and not r.kinds for r in procedure.remedies.values())
    ]
    if not found:
        found = [
            (procedure, remedy.against[0])
            for versions in library.current().procedures.values()
            for procedure in versions
            for remedy in procedure.remedies.values()
        ]
    procedure, kind = found[0]
    remedy = next(r for r in procedure.remedies.values() if kind in r.against)
    paper = some_paper(
        procedure=procedure,
        kind=kind,
        matter_kind=remedy.kinds[0] if remedy.kinds else next(iter(procedure.kinds)),
        languages=("en",),
    )
    face = composing.faces(paper, "X 1/2026", "code")[0]
    limit = procedure.clocks[remedy.clock].limit
    ways = [way for way in face.remedies if str(limit) in way.within]
    assert ways
    assert ways[0].basis


@pytest.mark.django_db
def test_a_code_is_not_guessed_from_a_number() -> None:
    codes = {issuing.check_code(f"鼓消〔2026〕{n}号") for n in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 10 for code in codes)


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no Chinese font is to be found."""
    monkeypatch.setattr(fonts, "_covers", lambda found: False)


def test_without_a_chinese_font_the_refusal_says_how_to_mend_it(no_chinese_font: None) -> None:
    assert "fonts-noto-cjk" in fonts.missing()
    with pytest.raises(Refusal, match="no_font"):
        render.sheet("paper", {"pages": []}, date(2026, 1, 1))


def test_a_number_is_written_as_the_pack_asks() -> None:
    assert numbers.written(numbers.CHINESE, "鼓消", "信", 2026, 7) == "鼓消信〔2026〕7号"
    assert numbers.written("{series}/{year}/{number}", "x", "C", 2026, 7) == "C/2026/7"


def test_a_number_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        numbers.next("信", "a", 2026)


def test_a_notice_may_tell_when_a_step_was_taken() -> None:
    step = next(iter(some_paper().procedure.steps))
    known = composing.values(some_paper(taken={step: date(2026, 3, 5)}), "", "en")
    assert known[f"{step}_on"] == "5 March 2026"
    assert known["received_on"] == "2 March 2026"
