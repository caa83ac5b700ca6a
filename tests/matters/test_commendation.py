"""Thanks reach those thanked and who stands above them; nothing is public without consent."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from dengwen.delivery import outbox
from dengwen.delivery.models import OutboxRow
from dengwen.documents.issuing import open_document
from dengwen.errors import Refusal, Undisclosed
from dengwen.ledger import rebuild
from dengwen.matters import models, visibility
from dengwen.matters.actions.erase import erase
from dengwen.matters.actions.open import load
from dengwen.matters.actions.own_papers import open_own
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.take import take
from dengwen.matters.state import Matter
from dengwen.people import actions
from dengwen.people.actor import SYSTEM
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")

WORDS = "三樓的老人是他背下來的，謝謝。"


def thanked(staff: list[str] | None = None, units: list[str] | None = None, **more: Any) -> Matter:
    """Thanks from Lin, passed on by ren to whom they are for."""
    given = {"kind": "thanks", "procedure": "commendation", "statement": WORDS, "answers": {}}
    number = town.brought(**(given | more)).number
    who = {"staff": staff or [], "units": units or []}
    take(town.staff("ren"), number, "identify", {"thanked": who, "how_known": "出警記錄"})
    return take(town.staff("ren"), number, "pass_on", {})


def desks(matter: Matter, kind: str = "commendation") -> list[list[str]]:
    return [paper.copied_to for paper in matter.documents.values() if paper.kind == kind]


def words_of(pdf: bytes) -> str:
    return "".join(
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split()
    )


def test_thanks_reach_the_officer_and_who_stands_above_word_for_word() -> None:
    matter = thanked(["hao"])
    assert (matter.status, matter.outcome, matter.final) == ("passed_on", "passed_on", True)
    assert desks(matter) == [["hao", "an", "su"]]
    for name in ("hao", "an", "su"):
        (ring,) = [one for one in outbox.bell(name) if one.notice == "commendation"]
        assert WORDS in ring.text
        assert "Hao" in ring.text
        assert "林小明" not in ring.text  # they did not agree to be named
        assert WORDS in words_of(open_own(town.staff(name), ring.id))


def test_they_read_it_even_where_the_matter_is_not_theirs_to_see() -> None:
    matter = thanked(["stranger"])
    stranger = town.staff("stranger")
    assert not visibility.may_see(stranger, matter)
    (ring,) = outbox.bell("stranger")
    assert ring.own
    assert ring.document
    assert WORDS in words_of(open_own(stranger, ring.id))
    for other in ("hao", "station", "du"):
        with pytest.raises(Undisclosed):
            open_own(town.staff(other), ring.id)


def test_thanks_to_a_station_reach_everyone_who_serves_there() -> None:
    actions.add_staff(SYSTEM, "crew", "Crew", town.STATION, roles=[("handler", town.STATION)])
    matter = thanked(units=[town.STATION])
    assert desks(matter) == [["crew", "station", "an", "su"]]
    assert "u3隊" in outbox.bell("crew")[0].text.replace(" ", "")


def test_a_head_who_is_thanked_has_somebody_above() -> None:
    matter = thanked(["an"])
    assert desks(matter) == [["an", "top.an", "su"]]


def test_each_has_a_paper_of_their_own() -> None:
    matter = thanked(["hao", "han"])
    assert [sorted(one) for one in desks(matter)] == [["an", "han", "su"], ["an", "hao", "su"]]
    first = open_document(matter.stream, next(iter(matter.documents)))
    assert "Han" in words_of(first)
    assert "Hao" not in words_of(first)


def test_the_person_is_told_that_it_arrived_and_the_time_is_met() -> None:
    matter = thanked(["hao"])
    rows = OutboxRow.objects.filter(stream=matter.stream, channel="email").order_by("id")
    told = " ".join(said.text for row in rows if (said := outbox.message(row)))
    assert "您的感謝已經送到" in told
    assert "感謝已經送到" in told
    assert matter.document_of("arrival_notice") is not None
    assert matter.clocks["pass_thanks_on"].state == "stopped"
    report = rebuild.rebuild(tables=list(models.TABLES))
    assert report.same, report.differences


def test_who_agreed_to_be_named_is_named() -> None:
    lin = Bringing(name="林小明", contact={"email": "lin@example.org"}, named_publicly=True)
    thanked(["hao"], parties=[lin])
    assert "表揚人：林小明" in outbox.bell("hao")[0].text


def test_nobody_is_kept_out_of_their_own_thanks_and_none_handles_them() -> None:
    number = town.brought("thanks", "commendation").number
    who = {"staff": ["ren"], "units": []}
    matter = take(town.staff("ren"), number, "identify", {"thanked": who})
    assert visibility.may_see(town.staff("ren"), matter)
    with pytest.raises(Refusal, match="about_you"):
        take(town.staff("ren"), number, "pass_on", {})
    take(town.staff("su"), number, "pass_on", {})
    assert [one.notice for one in outbox.bell("ren")] == ["commendation"]


PUBLISHED = {"published_words": "有市民感謝我們的隊員。", "published_where": "門廳"}


@pytest.fixture
def publisher(people: None) -> None:
    actions.grant(SYSTEM, "shen", "publisher", town.TOP)
    actions.grant(SYSTEM, "hao", "publisher", town.BRIGADE)


@pytest.mark.usefixtures("publisher")
@pytest.mark.parametrize("answers", [{}, {"may_publish": "no"}])
def test_without_consent_nothing_is_published(answers: dict[str, str]) -> None:
    matter = thanked(["han"], answers=answers)
    with pytest.raises(Refusal, match="condition_not_met"):
        take(town.staff("hao"), matter.number, "publish", PUBLISHED)


@pytest.mark.usefixtures("publisher")
def test_consent_can_be_taken_back_and_what_was_public_is_taken_down_in_time() -> None:
    matter = thanked(["han"], answers={"may_publish": "yes"})
    matter = take(town.staff("hao"), matter.number, "publish", PUBLISHED)
    assert "take_down_words" not in matter.clocks
    lin = town.party(matter)
    matter = take(lin, matter.number, "take_back_consent", {"may_publish": "no"})
    assert matter.clocks["take_down_words"].state == "running"
    with pytest.raises(Refusal, match="condition_not_met"):
        take(town.staff("hao"), matter.number, "publish", PUBLISHED)
    matter = take(town.staff("hao"), matter.number, "take_down", {})
    assert matter.clocks["take_down_words"].state == "stopped"


def test_when_who_wrote_is_erased_their_words_leave_every_desk() -> None:
    matter = thanked(["hao"])
    erase(SYSTEM, matter.number, "p1", "asked")
    assert [one for one in outbox.bell("hao") if WORDS in one.text] == []
    with pytest.raises(LookupError):
        open_document(matter.stream, next(iter(matter.documents)))


def test_what_is_no_thanks_gets_its_own_way() -> None:
    number = town.brought("thanks", "commendation").number
    way = {"another_way": "請按投訴提出，我們可以代填。"}
    matter = take(town.staff("ren"), number, "tell_another_way", way)
    assert matter.final
    assert matter.document_of("another_way_notice") is not None
    assert load(number).clocks["pass_thanks_on"].state == "stopped"


def test_what_is_about_the_thanked_stays_where_it_is_thanked(people: None) -> None:
    from dengwen.intake.actions.register import register
    from dengwen.intake.submission import Submission

    given = Submission(
        offer="thank",
        statement=WORDS,
        unit=town.BRIGADE,
        about="二號車的隊員",
        answers={"whom": "二號車的隊員", "may_publish": "no"},
    )
    matter = load(register(given).number)
    assert matter.unit == town.BRIGADE
    assert not matter.restricted
