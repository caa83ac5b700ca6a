"""The queue: a declared order, measured waits, nobody who leaves without number and name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dengwen.delivery.models import OutboxRow
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.window import figures, rules, sitting
from dengwen.intake.window.actions import (
    absent,
    book,
    call,
    call_back,
    cancel,
    drop_exception,
    end_window,
    except_day,
    finish,
    give_up,
    leave_unserved,
    move,
    open_window,
    rearrange,
    register_for,
    reopen,
    shut,
    take,
)
from dengwen.intake.window.actions.close import close
from dengwen.intake.window.actions.holding import holder
from dengwen.intake.window.models import QueueRow, TicketRow, visible_to
from dengwen.intake.window.state import Queue, Span, Ticket
from dengwen.intake.window.visibility import may_see
from dengwen.jobs.windows import close_windows
from dengwen.ledger import rebuild, store
from dengwen.people import units
from dengwen.people.actor import SYSTEM
from tests.intake.window.conftest import WINDOW, At, arrangement
from tests.matters import town

TODAY = date(2026, 3, 3)


def number(seed: str, **more: object) -> str:
    return take(WINDOW, seed, **more).ticket  # type: ignore[arg-type]


def queue(day: date = TODAY) -> Queue:
    found = sitting.queue_on(WINDOW, day)
    assert found is not None
    return found


def numbers_in_order(now: datetime) -> list[str]:
    return [t.number for t in rules.order(queue(), now)]


def test_who_booked_goes_first_when_their_time_has_come_and_never_more_than_two_in_a_row(
    window: str, at: At
) -> None:
    ren = town.staff("ren")
    for n, clock in enumerate(("09:30", "10:00", "10:30"), start=1):
        book(WINDOW, at(clock), f"b{n}", at=at("08:45"))
    at("09:00")
    for n in range(3):
        number(f"a{n}")
    assert numbers_in_order(at("09:05")) == ["A001", "A002", "A003"]
    assert numbers_in_order(at("10:45")) == ["B001", "B002", "A001", "B003", "A002", "A003"]
    called = [call(ren, WINDOW, TODAY).number for _ in range(6)]
    assert called == ["B001", "B002", "A001", "B003", "A002", "A003"]


def test_a_double_press_gives_one_number_and_one_time(window: str, at: At) -> None:
    now = at("09:10")
    first, again = take(WINDOW, "same"), take(WINDOW, "same")
    assert first == again
    when = at("11:00")
    at("09:10")
    booked = book(WINDOW, when, "press"), book(WINDOW, when, "press")
    assert booked[0] == booked[1]
    assert len(queue().tickets) == 2
    with pytest.raises(Refusal, match="time_not_free"):
        book(WINDOW, when, "another")
    assert now


def test_waits_are_measured_from_the_turn_that_was_owed(window: str, at: At) -> None:
    ren = town.staff("ren")
    book(WINDOW, at("09:30"), "b", at=at("08:45"))
    at("09:00")
    taken = number("a")
    at("09:20")
    call(ren, WINDOW, TODAY)
    at("09:50")
    call(ren, WINDOW, TODAY)
    found = {t.number: t.wait for t in queue().tickets.values()}
    assert found == {"A001": 20 * 60, "B001": 20 * 60}
    assert queue().tickets[taken].called_by == "staff:ren"


def test_only_for_a_ground_is_anyone_called_before_their_turn(window: str, at: At) -> None:
    ren = town.staff("ren")
    at("09:00")
    first, second = number("a"), number("b")
    with pytest.raises(Refusal, match="out_of_turn"):
        call(ren, WINDOW, TODAY, second)
    call(ren, WINDOW, TODAY, second, out_of_turn="cannot_wait")
    assert queue().tickets[second].out_of_turn == "cannot_wait"
    call(ren, WINDOW, TODAY)
    absent(ren, WINDOW, TODAY, first)
    call(ren, WINDOW, TODAY, first)
    assert queue().tickets[first].out_of_turn == "came_back"


def test_nobody_leaves_without_a_name(window: str, at: At) -> None:
    ren = town.staff("ren")
    at("09:00")
    ticket = number("a")
    call(ren, WINDOW, TODAY)
    with pytest.raises(Refusal, match="nobody_named"):
        finish(ren, WINDOW, TODAY, ticket, "  ")
    matter = town.brought().number
    register_for(ren, WINDOW, TODAY, ticket, matter)
    at("09:12")
    finish(ren, WINDOW, TODAY, ticket, "Han", staff="han")
    found = queue().tickets[ticket]
    assert (found.state, found.matter, found.whom) == ("served", matter, "Han")
    assert TicketRow.objects.get().took == 12 * 60


def test_at_closing_whoever_waits_is_left_with_a_number_and_a_name(window: str, at: At) -> None:
    ren = town.staff("ren")
    book(WINDOW, at("16:30"), "b", at=at("08:45"))
    at("16:40")
    served, waits = number("a"), number("c")
    call(ren, WINDOW, TODAY, served, out_of_turn="cannot_wait")
    at("16:59")
    assert close_windows() == 0
    at("17:00")
    assert close_windows() == 1
    left = [t for t in queue().tickets.values() if t.state == "unserved"]
    assert {t.number for t in left} == {"A002", "B001"}
    assert {(t.ground, t.call_back, t.call_back_name) for t in left} == {("closing", "ren", "Ren")}
    assert queue().tickets[served].state == "called"
    at("18:00")
    assert close_windows() == 1
    assert close_windows() == 0
    assert queue().tickets[served].state == "unserved"
    row = QueueRow.objects.get()
    assert (row.unserved, row.owed) == (3, 3)
    call_back(ren, WINDOW, TODAY, waits, "Han")
    assert QueueRow.objects.get().owed == 2
    with pytest.raises(Refusal, match="called_back"):
        call_back(ren, WINDOW, TODAY, waits, "Han")


def test_minutes_shut_count_only_in_open_hours(window: str, at: At) -> None:
    ren = town.staff("ren")
    at("11:30")
    number("a")
    shut(ren, WINDOW, TODAY, "training")
    with pytest.raises(Refusal, match="already_shut"):
        shut(ren, WINDOW, TODAY, "again")
    at("14:00")
    reopen(ren, WINDOW, TODAY)
    assert QueueRow.objects.get().shut_seconds == 60 * 60  # the last half hour, and the first
    with pytest.raises(Refusal, match="not_shut"):
        reopen(ren, WINDOW, TODAY)
    at("12:30")
    with pytest.raises(Refusal, match="not_in_open_hours"):
        shut(ren, WINDOW, TODAY, "lunch")


def test_the_code_alone_moves_and_cancels(window: str, at: At) -> None:
    tomorrow, later = at("2026-03-04 10:00"), at("15:00")
    at("08:45")
    reach = {"phone": "0900-1234567"}
    given = book(WINDOW, later, "b", contact=reach, notify_by="sms")
    held = holder(given.code)
    assert held is not None
    moved = move(held, tomorrow)
    assert holder(given.code) == moved
    assert queue().tickets["t1"].ground == "moved"
    there = queue(date(2026, 3, 4)).tickets["t1"]
    assert there.turn_at == tomorrow
    assert store.unseal("queue:front:2026-03-04", there.contact) == reach  # type: ignore[arg-type]
    assert queue().tickets["t1"].contact is None
    cancel(moved)
    with pytest.raises(Refusal, match="ticket_moved_on"):
        cancel(moved)
    assert holder("0000-0000-0000-0000") is None


def test_what_reaches_a_visitor_is_destroyed_when_nobody_needs_it(window: str, at: At) -> None:
    ren = town.staff("ren")
    at("09:00")
    reach = {"email": "lin@example.org"}
    ticket = number("a", contact=reach, notify_by="email")
    sealed = queue().tickets[ticket].contact
    assert sealed is not None
    assert store.unseal("queue:front:2026-03-03", sealed) == reach
    assert "lin@example.org" not in str(store.read("queue:front:2026-03-03"))
    call(ren, WINDOW, TODAY)
    finish(ren, WINDOW, TODAY, ticket, "Han")
    assert store.unseal("queue:front:2026-03-03", sealed) is None
    assert queue().tickets[ticket].contact is None


def test_after_closing_only_who_is_owed_a_call_can_still_be_reached(window: str, at: At) -> None:
    ren = town.staff("ren")
    at("16:00")
    reach = {"phone": "0900-1234567"}
    gone, waits = (number(seed, contact=reach, notify_by="sms") for seed in ("a", "b"))
    call(ren, WINDOW, TODAY)
    absent(ren, WINDOW, TODAY, gone)
    at("17:00")
    close_windows()
    assert queue().tickets[gone].contact is not None
    at("18:00")
    close_windows()
    assert queue().tickets[gone].contact is None
    assert queue().tickets[waits].contact is not None
    assert QueueRow.objects.get().next_at is None
    call_back(ren, WINDOW, TODAY, waits, "Han")
    assert queue().tickets[waits].contact is None


def test_those_who_wait_are_told_that_it_is_shut(window: str, at: At) -> None:
    at("09:00")
    number("a", contact={"phone": "0900-1"}, notify_by="sms", language="en")
    number("b")
    shut(town.staff("su"), WINDOW, TODAY, "power cut")
    assert [r.notice for r in OutboxRow.objects.all()] == ["window_shut"]


def test_a_day_that_loses_its_hours_settles_with_everybody(window: str, at: At) -> None:
    booked = book(WINDOW, at("15:00"), "b", at=at("08:45"),
                  contact={"phone": "0900-1"}, notify_by="sms")  # fmt: skip
    at("11:00")
    waiting = number("a")
    except_day(town.staff("guan"), WINDOW, TODAY, [["09:00", "10:30"]], "typhoon")
    found = queue().tickets
    assert (found[booked.ticket].state, found[booked.ticket].reason) == ("cancelled", "typhoon")
    assert (found[waiting].state, found[waiting].call_back) == ("unserved", "ren")
    assert {r.notice for r in OutboxRow.objects.all()} == {"window_booked", "window_cancelled"}
    drop_exception(town.staff("guan"), WINDOW, TODAY)
    held = holder(booked.code)
    assert held is not None
    other = at("15:30")
    at("11:00")
    moved = move(held, other)
    assert queue().tickets[moved.ticket].state == "booked"


def test_hours_that_change_keep_the_times_that_still_fit(window: str, at: At) -> None:
    early, late = (book(WINDOW, at(c), c, at=at("08:45")).ticket for c in ("10:00", "16:00"))
    morning = {"tue": [["09:00", "12:00"]]}
    rearrange(town.staff("guan"), WINDOW, arrangement(hours=morning))
    assert {t.id: t.state for t in queue().tickets.values()} == {early: "booked", late: "cancelled"}
    end_window(town.staff("guan"), WINDOW)
    assert queue().tickets[early].state == "cancelled"
    with pytest.raises(Refusal, match="window_ended"):
        number("a")


def test_no_number_is_given_while_the_window_is_closed(window: str, at: At) -> None:
    for clock in ("08:29", "17:00", "2026-03-07 10:00", "2026-10-01 10:00"):
        at(clock)
        with pytest.raises(Refusal, match="window_not_open"):
            number(clock)
    at("08:30")
    held = holder(take(WINDOW, "early").code)
    assert held is not None
    give_up(held)
    assert queue().tickets[held.ticket].state == "left"


@pytest.mark.parametrize("who", ["stranger", "han", "guan", "shen"])
def test_only_those_at_the_window_serve(window: str, at: At, who: str) -> None:
    at("09:00")
    ticket = number("a")
    actor = town.staff(who)
    for doing in (
        lambda: call(actor, WINDOW, TODAY),
        lambda: finish(actor, WINDOW, TODAY, ticket, "x"),
        lambda: leave_unserved(actor, WINDOW, TODAY, ticket),
        lambda: shut(actor, WINDOW, TODAY, "x"),
        lambda: take(WINDOW, "z", actor=actor),
    ):
        with pytest.raises(Refusal, match="not_at_window"):
            doing()
    if who != "guan":
        with pytest.raises(Refusal, match="not_administrator"):
            open_window(actor, town.BRIGADE, "w2", arrangement())
        with pytest.raises(Refusal, match="not_administrator"):
            end_window(actor, WINDOW)


def test_a_ticket_or_window_that_is_not_there_is_undisclosed(window: str, at: At) -> None:
    at("09:00")
    number("a")
    for doing in (
        lambda: call(town.staff("ren"), WINDOW, TODAY, "t9"),
        lambda: call(town.staff("ren"), "none", TODAY),
        lambda: take("none", "x"),
        lambda: register_for(town.staff("ren"), WINDOW, TODAY, "t1", "DW-0000-0000-0"),
    ):
        with pytest.raises(Undisclosed):
            doing()


@pytest.mark.parametrize("who", [*town.PEOPLE])
def test_both_compilers_of_the_rule_agree_on_who_sees_a_window(window: str, who: str) -> None:
    for unit in (town.TOP, town.STATION, town.OTHER, town.WATCH):
        open_window(SYSTEM, unit, f"w-{unit}", arrangement())
    from dengwen.intake.window.models import WindowRow

    actor = town.staff(who)
    seen = set(WindowRow.objects.filter(visible_to(actor)).values_list("unit", flat=True))
    everywhere = (town.TOP, town.BRIGADE, town.STATION, town.OTHER, town.WATCH)
    assert seen == {u for u in everywhere if may_see(actor, units.path(u))}
    assert (town.BRIGADE in seen) == (who not in ("stranger", "station", "du", "dou"))


def test_a_rebuild_makes_the_same_rows(window: str, at: At) -> None:
    ren = town.staff("ren")
    book(WINDOW, at("15:00"), "b", at=at("08:45"), contact={"phone": "1"}, notify_by="sms")
    at("09:00")
    for n in range(7):
        number(f"a{n}")
        at(f"09:0{n + 1}")
        call(ren, WINDOW, TODAY)
        finish(ren, WINDOW, TODAY, f"t{n + 2}", "Han")
    shut(ren, WINDOW, TODAY, "x")
    number("last")
    except_day(SYSTEM, WINDOW, date(2026, 3, 9), [], "training")
    at("18:30")
    close(WINDOW, TODAY)
    report = rebuild.rebuild(tables=["intake_window", "intake_queue", "intake_ticket"])
    assert report.same, report.differences
    assert report.rows == {"intake_window": 1, "intake_queue": 1, "intake_ticket": 9}
    assert QueueRow.objects.get().median_wait == 60


# Pure ------------------------------------------------------------------------------------------


def test_figures_are_told_over_enough_only() -> None:
    assert figures.waits([60] * 4) == figures.Waits(4)
    assert figures.waits([60, 120, 180, 240, 3000]) == figures.Waits(5, 180, 3000)
    assert figures.pace([60] * 4) is None


NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["booked", "taken"]), st.integers(0, 50)), max_size=12),
       st.integers(0, 3), st.integers(1, 3))  # fmt: skip
def test_the_order_serves_everybody_and_never_makes_one_who_came_later_go_first(
    people: list[tuple[str, int]], row: int, at_once: int
) -> None:
    tickets = {}
    for n, (kind, minute) in enumerate(people):
        turn = NOON.replace(minute=minute)
        state = "booked" if kind == "booked" else "waiting"
        tickets[f"t{n}"] = Ticket(f"t{n}", f"{n:03}", kind, turn, turn, "", state=state)
    here = Queue("w", "2026-03-03", spans=(Span(NOON, NOON.replace(hour=6)),), at_once=at_once,
                 tickets=tickets, booked_in_a_row=row)  # fmt: skip
    now = NOON.replace(minute=55)
    line = rules.order(here, now)
    assert {t.id for t in line} == set(tickets)
    for kind in ("booked", "taken"):
        turns = [t.turn_at for t in line if t.kind == kind]
        assert turns == sorted(turns)
    last = max((i for i, t in enumerate(line) if t.kind == "taken"), default=-1)
    kinds = "".join(t.kind[0] for t in line[: last + 1])
    assert "bbb" not in kinds
    for ticket in line:
        told = rules.expected(here, ticket, now, 600)
        assert (told is None) == (ticket.kind == "booked")
