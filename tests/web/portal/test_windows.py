"""Windows as the public meets them: hours, a booked time, a number, and what becomes of it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from dengwen.intake.window import actions, sitting
from dengwen.intake.window.state import Queue
from dengwen.ledger import store
from tests.intake.window.conftest import WINDOW, At, at, window
from tests.matters import town

__all__ = ["at", "window"]


def text(page: object) -> str:
    body = page.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def seed_of(page: object) -> str:
    found = re.search(r'name="seed" value="([^"]+)"', page.content.decode())  # type: ignore[attr-defined]
    assert found
    return found[1]


def take(visitor: Client, **more: str) -> tuple[str, str]:
    """Take a number; the code and the seed of the form."""
    where = reverse("portal:window_queue", args=[WINDOW])
    seed = seed_of(visitor.get(where))
    page = visitor.post(where, {"seed": seed, **more})
    assert page.status_code == 200
    return code_of(page), seed


def code_of(page: object) -> str:
    found = re.findall(r'dw-receipt__value">([0-9A-Z-]{19})<', page.content.decode())  # type: ignore[attr-defined]
    assert len(found) == 1
    return str(found[0])


def queue() -> Queue:
    found = sitting.queue_on(WINDOW, sitting.today())
    assert found is not None
    return found


def test_without_a_window_the_page_says_what_to_do_instead(visitor: Client) -> None:
    page = visitor.get(reverse("portal:windows"))
    assert "No window is open to the public yet" in text(page)


def test_the_list_tells_address_hours_and_waits(window: str, visitor: Client, at: At) -> None:
    at("09:00")
    page = text(visitor.get(reverse("portal:windows")))
    assert "12 East Street" in page
    assert "09:00–12:00, 13:30–17:00" in page
    assert "open until 12:00" in page
    assert "not measured yet" in page
    ren = town.staff("ren")
    for n in range(5):
        actions.take(WINDOW, f"s{n}")
    for n in range(5):
        at(f"09:{n + 10}")
        actions.call(ren, WINDOW, sitting.today())
        at(f"09:{n + 11}")
        actions.finish(ren, WINDOW, sitting.today(), f"t{n + 1}", "Han")
    told = text(visitor.get(reverse("portal:windows")))
    assert "half of them up to 12 minutes, nine in ten up to 14 minutes (5 visits" in told


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("08:00", "closed, opens at 09:00"),
        ("12:30", "closed, opens at 13:30"),
        ("17:00", "closed"),
        ("2026-10-01 10:00", "closed"),
    ],
)
def test_a_window_says_whether_it_is_open(
    window: str, visitor: Client, at: At, clock: str, words: str
) -> None:
    at(clock)
    page = text(visitor.get(reverse("portal:window", args=[WINDOW])))
    assert words in page
    assert "open until" not in page


def test_the_days_that_differ_stand_with_their_reason(window: str, visitor: Client, at: At) -> None:
    day = at("2026-03-05 10:00").date()
    at("09:00")
    actions.except_day(town.staff("guan"), WINDOW, day, [["10:00", "11:00"]], "fire drill")
    page = text(visitor.get(reverse("portal:window", args=[WINDOW])))
    assert "Thursday 5 March 2026: 10:00–11:00 fire drill" in page
    at("2026-09-28 09:00")
    page = text(visitor.get(reverse("portal:window", args=[WINDOW])))
    assert "Thursday 1 October 2026: closed National Day" in page


def test_a_number_is_taken_once_however_often_it_is_pressed(
    window: str, visitor: Client, at: At
) -> None:
    at("09:00")
    code, seed = take(visitor)
    where = reverse("portal:window_queue", args=[WINDOW])
    again = visitor.post(where, {"seed": seed})
    assert code_of(again) == code
    assert len(queue().tickets) == 1
    mine = visitor.get(reverse("portal:window_ticket"))
    assert "A001" in text(mine)
    assert "You are next." in text(mine)
    assert code not in mine.content.decode()
    assert mine.headers["Cache-Control"] == "no-store"


def test_a_kiosk_keeps_nothing_for_the_next_visitor(window: str, visitor: Client, at: At) -> None:
    at("09:00")
    where = reverse("portal:window_queue", args=[WINDOW]) + "?kiosk"
    page = visitor.post(where, {"seed": seed_of(visitor.get(where))})
    assert code_of(page)
    assert "Next visitor" in text(page)
    assert "A001" not in text(visitor.get(reverse("portal:window_ticket")))


def test_the_code_opens_the_ticket_elsewhere_and_a_wrong_one_nothing(
    window: str, visitor: Client, at: At
) -> None:
    at("09:00")
    code, _seed = take(visitor)
    other = Client(headers={"accept-language": "en"})
    where = reverse("portal:window_ticket")
    wrong = other.post(where, {"code": "0000-0000-0000-0000"})
    assert wrong.status_code == 422
    assert "No ticket has this code" in text(wrong)
    assert other.post(where, {"code": code.lower().replace("-", " ")}).status_code == 302
    assert "A001" in text(other.get(where))
    other.post(reverse("portal:window_let_go"))
    assert "A001" not in text(other.get(where))
    for _try in range(20):
        last = other.post(where, {"code": "x"})
    assert last.status_code == 429


def booked(visitor: Client, at_: datetime, **more: str) -> object:
    where = reverse("portal:window_book", args=[WINDOW]) + f"?day={at_:%Y-%m-%d}"
    page = visitor.get(where)
    wanted = re.search(rf'value="([^"]+)"[^>]*>\s*<label[^>]*>{at_:%H:%M}<', page.content.decode())
    assert wanted, text(page)
    return visitor.post(where, {"seed": seed_of(page), "at": wanted[1], **more})


def test_a_time_is_booked_moved_and_given_back(window: str, visitor: Client, at: At) -> None:
    first, second = at("10:00"), at("2026-03-04 09:30")
    at("08:45")
    days = text(visitor.get(reverse("portal:window_book", args=[WINDOW])))
    assert "Tuesday 3 March 2026 13 times free" in days
    assert "Saturday" not in days
    page = booked(visitor, first, reach="0900-1234567")
    code = code_of(page)
    assert "B001" in text(page)
    sealed = queue().tickets["t1"].contact
    assert sealed is not None
    assert store.unseal("queue:front:2026-03-03", sealed) == {"phone": "0900-1234567"}
    move = reverse("portal:window_move")
    assert "times free" in text(visitor.get(move))
    form = visitor.get(f"{move}?day=2026-03-04").content.decode()
    wanted = re.search(r'value="([^"]+)"[^>]*>\s*<label[^>]*>09:30<', form)
    assert wanted
    assert visitor.post(f"{move}?day=2026-03-04", {"at": wanted[1]}).status_code == 302
    assert "Wednesday 4 March 2026 09:30" in text(visitor.get(reverse("portal:window_ticket")))
    other = Client(headers={"accept-language": "en"})
    other.post(reverse("portal:window_ticket"), {"code": code})
    other.post(reverse("portal:window_give_up"))
    assert "You gave this time back" in text(other.get(reverse("portal:window_ticket")))
    assert second


def test_a_time_that_was_just_taken_is_told_and_a_second_press_finds_its_own(
    window: str, visitor: Client, at: At
) -> None:
    when = at("10:00")
    at("08:45")
    where = reverse("portal:window_book", args=[WINDOW]) + "?day=2026-03-03"
    pages = [visitor.get(where), visitor.get(where)]
    value = re.search(r'value="([^"]+)"[^>]*>\s*<label[^>]*>10:00<', pages[0].content.decode())
    assert value
    sent = [{"seed": seed_of(page), "at": value[1]} for page in pages]
    assert code_of(visitor.post(where, sent[0])) == code_of(visitor.post(where, sent[0]))
    late = visitor.post(where, sent[1])
    assert late.status_code == 422
    assert "not free any more" in text(late)
    assert len(queue().tickets) == 1
    assert when


@pytest.mark.parametrize(
    "given",
    [
        {"seed": "short"},
        {"seed": "x" * 30, "reach": "not reachable"},
        {"seed": "x" * 30, "reach": "a@b"},
        {},
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_written(
    window: str, visitor: Client, at: At, given: dict[str, str]
) -> None:
    at("09:00")
    page = visitor.post(reverse("portal:window_queue", args=[WINDOW]), given)
    assert page.status_code == 422
    assert sitting.queue_on(WINDOW, sitting.today()) is None


def test_outside_its_hours_no_number_is_given(window: str, visitor: Client, at: At) -> None:
    at("19:00")
    where = reverse("portal:window_queue", args=[WINDOW])
    assert 'name="seed"' not in visitor.get(where).content.decode()
    refused = visitor.post(where, {"seed": "x" * 30})
    assert refused.status_code == 422
    assert "the window is closed" in text(refused)


def test_the_holder_is_told_each_turn_of_the_ticket(window: str, visitor: Client, at: At) -> None:
    ren, mine = town.staff("ren"), reverse("portal:window_ticket")
    at("09:00")
    actions.take(WINDOW, "before")
    take(visitor)
    assert "1 person is called before you." in text(visitor.get(mine))
    actions.shut(ren, WINDOW, sitting.today(), "power cut")
    assert "The window is shut for now. power cut" in text(visitor.get(mine))
    actions.reopen(ren, WINDOW, sitting.today())
    actions.call(ren, WINDOW, sitting.today())
    actions.call(ren, WINDOW, sitting.today())
    assert "It is your turn" in text(visitor.get(mine))
    actions.absent(ren, WINDOW, sitting.today(), "t2")
    assert "nobody came" in text(visitor.get(mine))
    actions.call(ren, WINDOW, sitting.today(), "t2")
    number = town.brought().number
    actions.register_for(ren, WINDOW, sitting.today(), "t2", number)
    actions.finish(ren, WINDOW, sitting.today(), "t2", "Officer Han")
    page = visitor.get(mine)
    assert "The one to see from now on: Officer Han." in text(page)
    assert number in text(page)
    assert "<svg" in page.content.decode().split("dw-qr")[1]


def test_whoever_was_not_seen_reads_who_sees_to_it(window: str, visitor: Client, at: At) -> None:
    at("16:50")
    take(visitor)
    at("17:00")
    actions.close(WINDOW, sitting.today())
    page = text(visitor.get(reverse("portal:window_ticket")))
    assert "you were not seen" in page
    assert "Ren sees to it" in page


@pytest.mark.parametrize("name", ["window", "window_queue", "window_book"])
def test_a_window_that_is_not_there_is_not_found(visitor: Client, name: str) -> None:
    for wrong in ("none", "a" * 300, "é", "../x"):
        page = visitor.get(f"/windows/{wrong}" + {"window": ""}.get(name, "/" + name[7:]))
        assert page.status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "0001-01-01", "9999-12-31", "x" * 300, "2026-04-30"])
def test_a_day_for_which_no_times_are_given_shows_the_days(
    window: str, visitor: Client, at: At, day: str
) -> None:
    at("09:00")
    page = visitor.get(reverse("portal:window_book", args=[WINDOW]), {"day": day})
    assert page.status_code == 200
    assert "Which day suits you?" in text(page)


def test_one_address_cannot_fill_a_day(window: str, visitor: Client, at: At) -> None:
    at("08:45")
    where = reverse("portal:window_book", args=[WINDOW]) + "?day=2026-03-04"
    answers = []
    for n in range(11):
        form = visitor.get(where).content.decode()
        value = re.findall(r'name="at" value="([^"]+)"', form)[0]
        answers.append(visitor.post(where, {"seed": f"{n:030}", "at": value}).status_code)
    assert answers == [200] * 10 + [429]
