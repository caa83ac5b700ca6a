"""A promised call is owed until someone was reached; words of a person wait until someone acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dengwen import times
from dengwen.errors import Refusal
from dengwen.matters.actions.add import add, note
from dengwen.matters.actions.ask import answer, ask
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.call_back import call_made, promise_call
from dengwen.matters.models import MatterRow
from tests.matters import town


def row(number: str) -> MatterRow:
    return MatterRow.objects.get(number=number)


def test_a_call_that_reached_nobody_is_still_owed(people: None) -> None:
    number = town.brought().number
    by_at = times.now() + timedelta(days=1)
    promise_call(town.staff("ren"), number, by_at, "what the landlord said")
    assert row(number).call_by == by_at
    call_made(town.staff("ren"), number, "c1", False)
    assert row(number).call_by == by_at
    matter = call_made(town.staff("ren"), number, "c1", True, "told them")
    assert row(number).call_by is None
    assert matter.calls["c1"].tried == 2
    with pytest.raises(Refusal, match="no_such_call"):
        call_made(town.staff("ren"), number, "c1", True)


def test_the_earliest_of_several_calls_counts(people: None) -> None:
    number = town.brought().number
    now = times.now()
    promise_call(town.staff("ren"), number, now + timedelta(days=3))
    promise_call(town.staff("ren"), number, now + timedelta(days=2))
    assert row(number).call_by == now + timedelta(days=2)


@pytest.mark.parametrize("away", [timedelta(hours=-1), timedelta(days=60)])
def test_a_call_is_promised_for_a_time_to_come_and_not_for_ever(
    people: None, away: timedelta
) -> None:
    with pytest.raises(Refusal, match="call_too_far"):
        promise_call(town.staff("ren"), town.brought().number, times.now() + away)


def test_words_of_the_person_wait_until_someone_of_the_service_acts(people: None) -> None:
    matter = town.brought()
    number, lin = matter.number, town.party(matter)
    assert row(number).unheard_at is None
    first = add(lin, number, "it is still there")
    add(lin, number, "and today too")
    assert row(number).unheard_at == first.statements[0].at
    note(town.staff("ren"), number, "read")
    assert row(number).unheard_at is None


def test_an_answer_to_a_question_waits_too(people: None) -> None:
    matter = town.brought()
    ask(town.staff("ren"), matter.number, "since when?")
    answer(town.party(matter), matter.number, "q1", "since May")
    assert row(matter.number).unheard_at is not None


def test_an_assignment_decided_on_an_older_version_is_refused(people: None) -> None:
    number = town.brought().number
    seen = row(number).version
    note(town.staff("ren"), number, "meanwhile")
    with pytest.raises(Refusal, match="changed_meanwhile"):
        assign(town.staff("ren"), number, "han", seen=seen)
    assign(town.staff("ren"), number, "han", seen=row(number).version)
    with pytest.raises(Refusal, match="assigned_already"):
        assign(town.staff("ren"), number, "han", seen=seen)
