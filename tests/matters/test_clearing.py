"""Who was accused without ground is cleared, and learns not by whom; the honest suffer nothing."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow
from dengwen.documents.issuing import open_document
from dengwen.errors import Refusal, Undisclosed
from dengwen.ledger import rebuild, store
from dengwen.matters import models
from dengwen.matters.actions import lists
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.open import load, open_matter
from dengwen.matters.actions.own_papers import open_own
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.take import take
from dengwen.matters.models import MatterRow
from dengwen.matters.state import Matter
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")

NAME, PHONE, WORDS = "林小明", "13800001234", "站長當眾罵我是瘋子"
CLEARED = {"cleared_of": "對群眾態度問題", "cleared_because": "查看了當日記錄，未發現不當言行。"}


def outcome(result: str, staff: tuple[str, ...] = ("station",), **more: Any) -> Matter:
    """An accusation that du looked into, with the outcome told."""
    lin = Bringing(name=NAME, contact={"phone": PHONE}, notify_by="sms")
    given = {"unit": town.WATCH, "about_said": "站長", "parties": [lin], "statement": WORDS}
    number = town.brought("accusation", **(given | more)).number
    du = town.staff("du")
    subject = {"units": [], "staff": list(staff)}
    take(du, number, "confirm_subject", {"subject": subject, "how_confirmed": "值班表"})
    take(du, number, "accept", {})
    take(du, number, "assign", {"handler": "du"})
    take(du, number, "record_finding", {"found": "未發現"})
    take(du, number, "tell_outcome", {"result": result, "reasons": "查看了記錄。"})
    return approve(town.staff("dou"), number, next(iter(load(number).proposals)))


def cleared(**more: Any) -> Matter:
    matter = outcome("not_substantiated", **more)
    take(town.staff("du"), matter.number, "clear_subject", CLEARED)
    return approve(town.staff("dou"), matter.number, next(iter(load(matter.number).proposals)))


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_officer_is_given_the_notice_at_their_own_desk() -> None:
    matter = cleared()
    assert matter.clocks["clear_subject"].state == "stopped"
    (ring,) = outbox.bell("station")
    assert ring.notice == "clearing"
    assert "對群眾態度問題" in ring.text
    assert "現予澄清" in ring.text
    paper = text_of(open_own(town.staff("station"), ring.id))
    assert "澄清通知書" in paper
    assert "未發現不當言行" in paper


def test_it_discloses_neither_who_complained_nor_the_matter() -> None:
    matter = cleared()
    (ring,) = outbox.bell("station")
    said = ring.text + ring.subject + text_of(open_own(town.staff("station"), ring.id))
    for secret in (NAME, PHONE, WORDS, "瘋子", matter.number, "樓道堵塞"):
        assert secret not in said
    station = town.staff("station")
    with pytest.raises(Undisclosed):
        open_matter(station, matter.number)
    assert not lists.visible(station).exists()
    assert not lists.search(station, "澄清").exists()


def test_nobody_else_has_it() -> None:
    cleared()
    (ring,) = outbox.bell("station")
    for name in ("han", "an", "su", "top.su", "du", "shen"):
        assert [one for one in outbox.bell(name) if one.notice == "clearing"] == []
        with pytest.raises(Undisclosed):
            open_own(town.staff(name), ring.id)


def test_two_who_were_accused_learn_nothing_of_each_other() -> None:
    matter = cleared(staff=("station", "hao"))
    for name, other in (("station", "Hao"), ("hao", "Station")):
        (ring,) = outbox.bell(name)
        assert other not in ring.text
        assert other not in text_of(open_own(town.staff(name), ring.id))
    papers = [paper for paper in matter.documents.values() if paper.kind == "clearing"]
    assert [paper.copied_to for paper in papers] == [["hao"], ["station"]]


def test_what_was_found_true_clears_nobody() -> None:
    for result in ("substantiated", "partly_substantiated", "handed_over"):
        matter = outcome(result)
        assert "clear_subject" not in matter.clocks
        with pytest.raises(Refusal, match="condition_not_met"):
            take(town.staff("du"), matter.number, "clear_subject", CLEARED)
    assert outbox.bell("station") == []


def test_it_is_owed_and_its_clock_runs_until_it_is_done() -> None:
    matter = outcome("not_substantiated")
    assert matter.clocks["clear_subject"].state == "running"
    assert outbox.bell("station") == []  # nothing before a second person has agreed


def test_it_outlives_whoever_accused_them() -> None:
    from dengwen.matters.actions.erase import erase
    from dengwen.people.actor import SYSTEM

    matter = cleared()
    erase(SYSTEM, matter.number, "p1", "asked")
    (ring,) = outbox.bell("station")
    assert "現予澄清" in text_of(open_own(town.staff("station"), ring.id))


MARKS = ("score", "flag", "blacklist", "malicious", "repeat", "credib", "honest", "rank")


def test_no_table_and_no_event_has_room_for_a_mark_on_who_complained() -> None:
    for table in models.TABLES.values():
        columns = {column.name for column in table._meta.get_fields()} - {"score"}
        assert not {c for c in columns for mark in MARKS if mark in c}  # `score`: their own rating
    matter = cleared()
    given = [event for event in store.read(matter.stream) if event.type == "subject_told"]
    issued = [e for e in store.read(matter.stream) if e.data.get("kind") == "clearing"]
    assert len(given) == 1
    assert all("p1" not in str(event.data) for event in issued)


def test_the_honest_complainant_is_treated_afterwards_as_anyone_else() -> None:
    before = cleared()
    rows = MatterRow.objects.filter(number=before.number).values()
    party = before.parties["p1"]
    assert (party.erased, party.role, party.named_publicly) == (False, "petitioner", False)
    lin = Bringing(name=NAME, contact={"phone": PHONE}, notify_by="sms")
    other = Bringing(name="王芳", contact={"phone": "13900005678"}, notify_by="sms")
    again, fresh = (town.brought(parties=[one]) for one in (lin, other))
    differ = {"number", "due_at", "due_on", "received_at", "status_at", "changed_at", "version"}
    mine = MatterRow.objects.filter(number=again.number).values().get()
    theirs = MatterRow.objects.filter(number=fresh.number).values().get()
    assert {k: v for k, v in mine.items() if k not in differ} == {
        k: v for k, v in theirs.items() if k not in differ
    }
    assert [line.type for line in again.lines] == [line.type for line in fresh.lines]
    assert set(again.clocks) == set(fresh.clocks)
    assert rows.count() == 1


def test_the_complainant_reads_that_nothing_is_held_against_them() -> None:
    matter = cleared()
    paper = matter.document_of("outcome_notice")
    assert paper is not None
    said = text_of(open_document(matter.stream, paper.id))
    assert "都不會受到任何不利對待" in said
    seen = open_matter(town.party(matter), matter.number)
    assert [d.kind for d in seen.documents.values() if "p1" in d.to][-1] == "outcome_notice"
    told = [OutboxRow.objects.filter(stream=matter.stream, channel="sms").count()]
    assert told[0] > 0


def test_rows_are_what_the_fold_says() -> None:
    cleared()
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences
