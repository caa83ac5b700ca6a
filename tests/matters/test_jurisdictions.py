"""Other jurisdictions live whole matters with no Python of their own: their folders are law.

Each pack is copied to a folder outside the house, installed, and a matter is walked through the
real actions: what the law of that place says must happen, and nothing of ours stands in its way.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest

from dengwen import times
from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow
from dengwen.documents.issuing import open_document
from dengwen.errors import Refusal
from dengwen.jobs.tick import tick
from dengwen.law import library, loader
from dengwen.law.pack import Pack
from dengwen.ledger import rebuild
from dengwen.matters import models, rules, visibility
from dengwen.matters.actions import lists
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.extend import extend
from dengwen.matters.actions.join import join
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.open import load
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.serve import serve
from dengwen.matters.actions.take import take
from dengwen.matters.actions.take_remedy import take_remedy
from dengwen.matters.state import Document, Matter
from tests.law.test_packs import CN_WORDS
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")

PACKS = Path(__file__).parents[1] / "packs"
Go = Callable[[str], None]
Install = Callable[[str], Pack]


@pytest.fixture
def law(tmp_path: Path) -> Iterator[Install]:
    """Install a pack from a folder outside the house; afterwards the house has its own again."""
    own = library.current()

    def install(name: str) -> Pack:
        shutil.copytree(PACKS / name, tmp_path / "elsewhere" / name)
        pack = loader.load(tmp_path / "elsewhere" / name)
        library.install(pack)
        return pack

    yield install
    library.install(own)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Go:
    """Set now, to a minute in UTC."""

    def go(moment: str) -> None:
        now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        monkeypatch.setattr(times, "now", lambda: now)

    return go


def brought(procedure: str, kind: str, language: str, **more: Any) -> Matter:
    """A matter brought by one person who can be told by e-mail."""
    one = Bringing(
        name="Lin", contact={"email": "lin@example.org"}, notify_by="email", language=language
    )
    return town.brought(kind, procedure, language=language, parties=[one], **more)


def paper_of(matter: Matter, kind: str) -> Document:
    found = matter.document_of(kind)
    assert found is not None
    return found


def words_of(matter: Matter, kind: str) -> str:
    """The words of a paper, as its PDF holds them, without the spaces of the layout."""
    pdf = pypdf.PdfReader(io.BytesIO(open_document(matter.stream, paper_of(matter, kind).id)))
    return "".join("".join(page.extract_text() for page in pdf.pages).split())


def due(matter: Matter, key: str) -> str:
    return load(matter.number).clocks[key].facts.due_on


def told_by_mail(matter: Matter) -> list[str]:
    """The words of every message to the person, oldest first."""
    rows = OutboxRow.objects.filter(stream=matter.stream, channel="email").order_by("id")
    return [said.text for row in rows if (said := outbox.message(row))]


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as told:
        do()
    assert told.value.code == code


def holds_together() -> None:
    """Every row is what its fold says."""
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences


# Taiwan: 陳情 and 訴願


def answered_in_taiwan(at: Go) -> Matter:
    at("2026-03-02 02:00")
    number = brought("chenqing", "petition", "zh-Hant").number
    take(town.staff("ren"), number, "register", {})
    at("2026-03-05 02:00")
    fields = {"result": "explained", "reasons": "已派員說明。"}
    return take(town.staff("han"), number, "answer", fields)


def test_taiwan_a_petition_is_answered_the_result_and_the_remedy_told(law: Install, at: Go) -> None:
    law("tw-chenqing")
    matter = answered_in_taiwan(at)
    assert (matter.status, matter.outcome, matter.final) == ("answered", "explained", True)
    assert due(matter, "answer") == "2026-05-04"  # 2 May is a Saturday
    assert any("處理結果已通知" in words for words in told_by_mail(matter))
    words = words_of(matter, "answer")
    for said in ("說明", "已派員說明", "櫃檯", "網路", "訴願", "消u2消陳字第20260000001號"):
        assert said in words
    assert [word for word in CN_WORDS if word in words] == []
    assert paper_of(matter, "answer").number == "消u2消陳字第20260000001號"
    letters = "".join(told_by_mail(matter))
    assert "發文字號 消u2消陳字第20260000001號" in letters
    assert "資訊" in letters
    serve(town.staff("han"), matter.number, "d1", "p1", "post", date(2026, 3, 5))
    assert load(matter.number).clocks["answer"].state == "stopped"
    holds_together()


def test_taiwan_the_answer_is_appealed_through_the_agency_that_gave_it(
    law: Install, at: Go
) -> None:
    law("tw-chenqing")
    matter = answered_in_taiwan(at)
    serve(town.staff("han"), matter.number, "d1", "p1", "in_person", date(2026, 3, 5))
    assert due(matter, "lodge_appeal:p1") == "2026-04-06"  # 30 days end on a Saturday: Monday
    at("2026-04-06 15:59")  # the last minute in Taipei
    person = town.party(matter)
    appeal = take_remedy(person, matter.number, "appeal", "d1", "不服")
    assert (appeal.procedure, appeal.kind, appeal.unit) == ("appeal", "appeal", town.BRIGADE)
    assert appeal.parties["p1"].role == "appellant"
    assert load(matter.number).clocks["lodge_appeal:p1"].state == "stopped"
    holds_together()


def act_in_taiwan(at: Go, served_on: str) -> Matter:
    at(f"{served_on} 02:00")
    number = brought("appeal", "act", "zh-Hant", channel="counter").number
    take(town.staff("han"), number, "issue_act", {})
    return serve(town.staff("han"), number, "d1", "p1", "in_person", date.fromisoformat(served_on))


def test_taiwan_an_appeal_has_thirty_days_and_there_are_no_make_up_days(
    law: Install, at: Go
) -> None:
    law("tw-chenqing")
    matter = act_in_taiwan(at, "2026-04-09")
    # Saturday 9 May 2026 is a working day on the mainland, and none here.
    assert due(matter, "lodge:p1") == "2026-05-11"
    at("2026-05-11 16:00")
    refused("too_late", lambda: take_remedy(town.party(matter), matter.number, "appeal", "d1", "x"))
    tick()
    assert load(matter.number).clocks["lodge:p1"].state == "lapsed"


def test_taiwan_an_appeal_is_decided_in_three_months_and_two_more(law: Install, at: Go) -> None:
    law("tw-chenqing")
    matter = act_in_taiwan(at, "2026-03-05")
    at("2026-04-03 02:00")
    appeal = take_remedy(town.party(matter), matter.number, "appeal", "d1", "不服")
    number = appeal.number
    assert due(appeal, "decide") == "2026-07-03"
    refused("decided_before", lambda: take(town.staff("han"), number, "pass_to_board", {}))
    take(town.staff("hao"), number, "pass_to_board", {})
    more = ("decide", 3, "needed", "案情複雜")
    refused("extension_too_long", lambda: extend(town.staff("hao"), number, *more))
    extend(town.staff("hao"), number, "decide", 2, "needed", "案情複雜")
    refused("own_proposal", lambda: approve(town.staff("hao"), number, "a1"))
    approve(town.staff("an"), number, "a1")
    assert due(appeal, "decide") == "2026-09-03"
    take(town.staff("hao"), number, "decide", {"result": "revoked"})
    decided = approve(town.staff("an"), number, "a2")
    assert (decided.status, decided.outcome) == ("decided", "revoked")
    assert "撤銷" in words_of(decided, "decision")
    after = serve(town.staff("hao"), number, "d1", "p1", "post", date(2026, 4, 3))
    assert (after.clocks["decide"].state, after.clocks["decide"].late) == ("stopped", False)
    holds_together()


# England: a complaint about the police


def complained(at: Go) -> Matter:
    """A complaint about hao, confirmed to be about him and recorded on 2 March."""
    at("2026-03-02 10:00")
    number = brought("police_complaint", "complaint", "en", subject="Rude at the desk").number
    name_subject(town.staff("ren"), number, staff=["hao"])
    return take(town.staff("ren"), number, "record", {})


def handled(at: Go) -> Matter:
    number = complained(at).number
    return take(town.staff("ren"), number, "begin_handling", {"handler": "han"})


def outcome_reached(at: Go) -> Matter:
    number = handled(at).number
    take(town.staff("han"), number, "determine", {"result": "acceptable"})
    return approve(town.staff("an"), number, "a1")


def test_england_the_person_complained_about_is_sent_a_copy(law: Install, at: Go) -> None:
    law("en-police")
    matter = complained(at)
    hao = town.staff("hao")
    (copy,) = outbox.bell("hao")
    assert (copy.stream, copy.notice) == (matter.stream, "record_copy")
    assert "Rude at the desk" in copy.text
    assert paper_of(matter, "record_copy").copied_to == ["hao"]
    assert visibility.may_see(hao, matter)
    assert lists.visible(hao).filter(number=matter.number).exists()
    holds_together()


def test_england_but_they_never_handle_it(law: Install, at: Go) -> None:
    law("en-police")
    number = complained(at).number
    hao, ren = town.staff("hao"), town.staff("ren")
    refused("cannot_be_assigned", lambda: take(ren, number, "begin_handling", {"handler": "hao"}))
    take(ren, number, "begin_handling", {"handler": "han"})
    matter = load(number)
    offered = rules.steps_now(matter, law_of(matter).procedure, hao)
    assert {offer.refusal.code for offer in offered if offer.refusal} == {"about_you"}
    refused("about_you", lambda: take(hao, number, "update", {"progress": "x"}))


def test_england_and_no_clock_of_it_rings_at_their_desk(law: Install, at: Go) -> None:
    pack = law("en-police")
    library.install(with_reminders(pack))
    at("2026-03-02 10:00")
    number = brought("police_complaint", "complaint", "en", subject="Rude at the desk").number
    take(town.staff("ren"), number, "record", {})
    take(town.staff("ren"), number, "begin_handling", {"handler": "hao"})
    at("2026-03-30 10:00")
    tick()
    assert "clock_reminder" in [ring.notice for ring in outbox.bell("hao")]
    before = len(load(number).lines)
    name_subject(town.staff("ren"), number, staff=["hao", "su"])
    at("2026-05-30 10:00")
    tick()
    rung = [x.data.told for x in load(number).lines[before:] if x.type == "clock_reminded"]
    assert rung
    assert not {"staff:hao", "staff:su"} & {who for some in rung for who in some}
    for name in ("hao", "su"):
        assert {ring.notice for ring in outbox.bell(name)} == {"record_copy"}


def with_reminders(pack: Pack) -> Pack:
    """The pack with words for what the clocks say to the staff, as the mainland's has."""
    ours = loader.load(PACKS.parents[1] / "packs" / "cn-fire").notices
    words = {name: ours[name] for name in ("clock_reminder", "clock_overdue")}
    return msgspec.structs.replace(pack, notices=pack.notices | words)


def test_england_who_is_named_later_gets_what_was_issued_before_and_once(
    law: Install, at: Go
) -> None:
    law("en-police")
    at("2026-03-02 10:00")
    number = brought("police_complaint", "complaint", "en", subject="Rude at the desk").number
    ren = town.staff("ren")
    take(ren, number, "record", {})
    name_subject(ren, number, staff=["hao"], confirmed=False)
    assert outbox.bell("hao") == []  # nobody is told before it is sure that it is about them
    name_subject(ren, number, staff=["hao"])
    name_subject(ren, number, staff=["station"])
    assert [ring.notice for ring in outbox.bell("hao")] == ["record_copy"]
    assert [ring.notice for ring in outbox.bell("station")] == ["record_copy"]
    holds_together()


def test_on_the_mainland_whoever_it_is_about_is_sent_nothing() -> None:
    number = town.brought().number
    name_subject(town.staff("ren"), number, staff=["hao"])
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    matter = take(town.staff("ren"), number, "accept", {})
    assert matter.documents
    assert matter.told_staff == []
    assert outbox.bell("hao") == []
    assert not visibility.may_see(town.staff("hao"), matter)


def test_england_progress_is_told_every_four_weeks(law: Install, at: Go) -> None:
    law("en-police")
    number = handled(at).number
    han = town.staff("han")
    assert due(load(number), "progress_update") == "2026-03-30"
    at("2026-03-25 10:00")
    take(han, number, "update", {"progress": "Two witnesses were heard."})
    assert due(load(number), "progress_update") == "2026-04-22"
    at("2026-04-30 10:00")
    matter = take(han, number, "update", {"progress": "The footage was seen."})
    clock = matter.clocks["progress_update"]
    assert (clock.state, clock.facts.due_on) == ("running", "2026-05-28")
    assert (clock.late, clock.missed) == (False, 1)  # the second update came eight days late
    stops = [x.data for x in matter.lines if x.type == "clock_stopped"]
    assert [(one.key, one.trigger, one.late) for one in stops] == [
        ("progress_update", "update", False),
        ("progress_update", "update", True),
    ]
    assert models.MatterRow.objects.get(number=number).late
    rings = [ring.notice for ring in outbox.bell("hao")]
    assert rings == ["progress_letter", "progress_letter", "record_copy"]
    holds_together()


def test_england_the_outcome_is_told_in_five_working_days_and_may_be_reviewed(
    law: Install, at: Go
) -> None:
    law("en-police")
    number = outcome_reached(at).number
    assert load(number).clocks["progress_update"].state == "stopped"
    assert due(load(number), "tell_outcome") == "2026-03-09"
    letter = take(town.staff("han"), number, "tell_outcome", {"reasons": "He kept to the code."})
    paper = paper_of(letter, "outcome_letter").id
    matter = serve(town.staff("han"), number, paper, "p1", "post", date(2026, 3, 2))
    assert matter.clocks["tell_outcome"].late is False
    assert due(matter, "apply_review:p1") == "2026-03-30"
    assert "reasonable" not in words_of(matter, "outcome_letter")
    assert "28 days" in " ".join(told for told in [ring.text for ring in outbox.bell("hao")])
    at("2026-03-30 22:59")  # summer time has begun: the last minute of the 30th in London
    review = take_remedy(town.party(matter), number, "review", paper, "It was not.")
    assert (review.unit, review.kind) == (town.TOP, "review")
    assert review.about_staff == ["hao"]
    assert load(number).clocks["apply_review:p1"].state == "stopped"
    fields = {"result": "not_upheld", "reasons": "It was."}
    reviewed = take(town.staff("top.han"), review.number, "review", fields)
    assert reviewed.final
    holds_together()


def test_england_a_review_is_refused_after_its_time(law: Install, at: Go) -> None:
    law("en-police")
    number = outcome_reached(at).number
    letter = take(town.staff("han"), number, "tell_outcome", {"reasons": "None."})
    paper = paper_of(letter, "outcome_letter").id
    matter = serve(town.staff("han"), number, paper, "p1", "post", date(2026, 3, 2))
    at("2026-03-30 23:00")
    person = town.party(matter)
    refused("too_late", lambda: take_remedy(person, number, "review", paper, "Late."))


def test_england_who_stands_beside_the_complaint_is_served_and_has_no_review(
    law: Install, at: Go
) -> None:
    law("en-police")
    number = outcome_reached(at).number
    join(town.staff("ren"), number, Bringing(role="complained_about", name="PC Hao", language="en"))
    letter = take(town.staff("han"), number, "tell_outcome", {"reasons": "None."})
    paper = paper_of(letter, "outcome_letter")
    assert paper.to == ["p1", "p2"]
    matter = serve(town.staff("han"), number, paper.id, "p2", "post", date(2026, 3, 2))
    assert matter.people == 1
    assert "apply_review:p2" not in matter.clocks
    assert rules.remedies_now(matter, law_of(matter).procedure, "p2", times.now()) == []
    person = town.party(matter, "p2")
    refused("not_your_remedy", lambda: take_remedy(person, number, "review", paper.id, "Mine."))


# The mainland: silence is acceptance


def applied(at: Go) -> Matter:
    at("2026-03-02 02:00")
    return brought("reconsideration", "application", "zh-Hant")


@pytest.mark.parametrize("looked_at", ["2026-03-09 16:00", "2026-03-20 09:00", "2026-12-01 09:00"])
def test_silence_is_acceptance_on_the_due_day_however_late_anyone_looks(
    law: Install, at: Go, looked_at: str
) -> None:
    law("cn-reconsideration")
    number = applied(at).number
    at("2026-03-09 15:59")
    tick()
    assert load(number).status == "received"
    at(looked_at)
    tick()
    tick()
    matter = load(number)
    lapsed = [line for line in matter.lines if line.type == "lapsed_by_law"]
    assert [(x.data.clock, x.data.effect, x.by) for x in lapsed] == [
        ("examine", "deemed_accepted", "law")
    ]
    assert times.iso(lapsed[0].at) == "2026-03-09T15:59:59.000000Z"
    assert (matter.status, matter.clocks["examine"].state) == ("accepted", "lapsed")
    begun = matter.clocks["decide_ordinary"].facts
    assert (begun.start, begun.raw_on, begun.due_on) == ("2026-03-09", "2026-05-08", "2026-05-08")
    assert [words for words in told_by_mail(matter) if "已受理" in words]
    assert len(told_by_mail(matter)) == 1
    holds_together()


def test_who_acts_after_the_silence_finds_the_law_there_before_them(law: Install, at: Go) -> None:
    law("cn-reconsideration")
    number = applied(at).number
    at("2026-03-11 02:00")  # and the worker stood still all the while
    han, an = town.staff("han"), town.staff("an")
    refused("not_now", lambda: take(han, number, "accept", {}))
    assert load(number).status == "received"  # a refusal writes nothing
    take(han, number, "decide", {"result": "upheld"})
    matter = approve(an, number, "a1")
    assert (matter.status, matter.outcome) == ("decided", "upheld")
    types = [line.type for line in matter.lines]
    assert types.count("lapsed_by_law") == 1
    assert types.index("lapsed_by_law") < types.index("step_proposed")
    assert due(matter, "decide_ordinary") == "2026-05-08"
    assert tick() == 0 or load(number).version == matter.version
    holds_together()


def test_acceptance_in_time_is_no_silence(law: Install, at: Go) -> None:
    law("cn-reconsideration")
    number = applied(at).number
    at("2026-03-09 15:59")
    matter = take(town.staff("han"), number, "accept", {})
    assert matter.clocks["examine"].state == "stopped"
    at("2026-03-20 02:00")
    tick()
    assert [x for x in load(number).lines if x.type == "lapsed_by_law"] == []
    assert due(matter, "decide_ordinary") == "2026-05-08"
    assert load(number).received_at == matter.received_at
    assert matter.clocks["decide_ordinary"].due_at > times.now() + timedelta(days=40)
