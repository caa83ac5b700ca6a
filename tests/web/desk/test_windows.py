"""The window at the desk: set up, called, served, shut; and who sees which of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from dengwen.delivery.models import OutboxRow, State
from dengwen.intake.window import actions, sitting
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.state import Queue, Ticket
from dengwen.ledger import store
from dengwen.people.actor import SYSTEM
from tests.intake.window.conftest import WINDOW, At, arrangement, at, window
from tests.matters import town
from tests.web.desk.conftest import SignIn

__all__ = ["at", "window"]

SHOW = ("desk:window", [WINDOW])
TODAY = "2026-03-03"


def text(page: object) -> str:
    body = page.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def queue() -> Queue:
    found = sitting.queue_on(WINDOW, sitting.today())
    assert found is not None
    return found


def ticket(name: str = "t1") -> Ticket:
    return queue().tickets[name]


def here(name: str = "t1") -> str:
    return reverse("desk:window_ticket", args=[WINDOW, TODAY, name])


def arranged(**more: str) -> dict[str, str]:
    given = {
        "unit": town.BRIGADE,
        "window": "side",
        "name_en": "Side window",
        "place_en": "12 East Street, back",
        "hours_mon": "9:00-12:00, 13:30–17:00",
        "slot": "15",
        "at_once": "2",
        "ahead": "7",
        "follows": "on",
    }
    return given | more


def test_an_administrator_sets_a_window_up_and_changes_it(as_staff: SignIn) -> None:
    guan = as_staff("guan")
    assert "No window is set up yet" in text(guan.get(reverse("desk:windows")))
    assert guan.post(reverse("desk:window_add"), arranged()).status_code == 302
    row = WindowRow.objects.get()
    assert (row.id, row.unit, row.at_once, row.calendar) == ("side", town.BRIGADE, 2, "CN")
    assert row.hours == {"mon": [["09:00", "12:00"], ["13:30", "17:00"]]}
    where = reverse("desk:window_arrange", args=["side"])
    assert "09:00–12:00, 13:30–17:00" in guan.get(where).content.decode()
    assert guan.post(where, {"act": "change", **arranged(slot="0")}).status_code == 302
    assert WindowRow.objects.get().slot == 0
    special = {"act": "except", "day": "2199-03-05", "hours": "", "reason": "training"}
    assert guan.post(where, special).status_code == 302
    assert "training" in text(guan.get(where))
    assert guan.post(where, {"act": "drop", "day": "2199-03-05"}).status_code == 302
    assert WindowRow.objects.get().exceptions == {}
    assert guan.post(where, {"act": "end"}).status_code == 302
    assert not WindowRow.objects.get().open
    assert Client().get("/windows/side").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_en": " "}, "Write it in at least one language"),
        ({"place_en": ""}, "Write it in at least one language"),
        ({"hours_mon": ""}, "Give open hours for at least one day"),
        ({"hours_mon": "12-9"}, "Write it like 9:00–12:00"),
        ({"window": "Side!"}, "beginning with a letter"),
        ({"window": "ticket"}, "beginning with a letter"),
        ({"at_once": "0"}, "greater than or equal to 1"),
        ({"unit": "nope"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_window_is_said(
    as_staff: SignIn, wrong: dict[str, str], said: str
) -> None:
    page = as_staff("guan").post(reverse("desk:window_add"), arranged(**wrong))
    assert page.status_code == 422
    assert said in text(page)
    assert not WindowRow.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "station", "du"])
def test_a_window_of_another_tree_is_not_there(window: str, as_staff: SignIn, who: str) -> None:
    browser = as_staff(who)
    assert "Window 1" not in text(browser.get(reverse("desk:windows")))
    there = browser.get(reverse("desk:window", args=[WINDOW]))
    nowhere = browser.get(reverse("desk:window", args=["nowhere"]))
    assert there.status_code == nowhere.status_code == 404
    bare = re.compile(rb"(front|nowhere|csrf\S+ value=\"[^\"]+\")")
    assert bare.sub(b"", there.content) == bare.sub(b"", nowhere.content)


def test_a_visitor_is_called_and_leaves_with_a_name(window: str, as_staff: SignIn, at: At) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    actions.take(WINDOW, "b")
    ren = as_staff("ren")
    page = text(ren.get(reverse(*SHOW[:1], args=SHOW[1])))
    assert "Call A001" in page
    answer = ren.post(reverse("desk:window", args=[WINDOW]), {"act": "call"})
    assert answer.headers["Location"] == here()
    unnamed = ren.post(here(), {"act": "finish"})
    assert unnamed.status_code == 422
    assert "Nobody leaves without the name" in text(unnamed)
    assert ren.post(here(), {"act": "finish", "officer": "han"}).status_code == 302
    assert (ticket().state, ticket().whom, ticket().whom_staff) == ("served", "Han", "han")
    assert "To see from now on Han" in text(ren.get(here()))
    assert "Han" not in text(as_staff("top.ren").get(here())).split("Sign out")[1]


def test_a_matter_registered_at_the_counter_is_linked_to_the_ticket(
    window: str, as_staff: SignIn, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    actions.call(town.staff("ren"), WINDOW, sitting.today())
    ren = as_staff("ren")
    key = f"{WINDOW}.{TODAY}.t1"
    assert f"?ticket={key}" in ren.get(here()).content.decode()
    offers = ren.get(reverse("desk:register"), {"ticket": key})
    assert "For number A001 at Window 1" in text(offers)
    assert f"/desk/register/petition/solve?ticket={key}" in offers.content.decode()
    from dengwen.web.desk.views import window as view

    number = town.brought().number
    request = offers.wsgi_request
    request.actor = town.staff("ren")
    told = view.registered(request, number)
    assert told is not None
    assert "refused" not in told
    assert ticket().matter == number
    page = ren.get(here()).content.decode()
    assert number in page
    assert "<svg" in page
    actions.finish(town.staff("ren"), WINDOW, sitting.today(), "t1", "Han")
    late = view.registered(request, number)
    assert late is None
    for wrong in (
        "x",
        "a.b",
        f"{WINDOW}.2026-99-99.t1",
        f"{WINDOW}.{TODAY}.t9",
        "none.2026-03-03.t1",
    ):
        assert ren.get(reverse("desk:register"), {"ticket": wrong}).status_code in (200, 404)


def test_the_matter_of_a_ticket_shows_to_nobody_who_did_not_serve_it(
    window: str, as_staff: SignIn, at: At
) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    actions.take(WINDOW, "b")
    ren = town.staff("ren")
    for name, number in (("t1", town.brought().number), ("t2", "")):
        actions.call(ren, WINDOW, sitting.today())
        if number:
            actions.register_for(ren, WINDOW, sitting.today(), name, number)
        actions.finish(ren, WINDOW, sitting.today(), name, "Officer Zhan")
    for who in ("top.ren", "su", "guan", "shen"):
        pages = [text(as_staff(who).get(here(name))) for name in ("t1", "t2")]
        bare = [page.replace("A001", "A00x").replace("A002", "A00x") for page in pages]
        assert bare[0] == bare[1]
        assert "Zhan" not in bare[0]
        assert "DW-" not in bare[0]


def test_shutting_needs_a_reason_and_counts(window: str, as_staff: SignIn, at: At) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    where = reverse("desk:window", args=[WINDOW])
    su = as_staff("su")
    assert su.post(where, {"act": "shut", "reason": " "}).status_code == 422
    assert su.post(where, {"act": "shut", "reason": "fire drill"}).status_code == 302
    at("09:40")
    page = text(su.get(where))
    assert "shut since 09:00" in page
    assert "40 minutes" in page
    assert su.post(where, {"act": "reopen"}).status_code == 302
    assert queue().shut is None
    assert as_staff("shen").post(where, {"act": "shut", "reason": "x"}).status_code == 422
    assert queue().shut is None


def test_left_unserved_is_called_back_by_name_and_the_reading_is_recorded(
    window: str, as_staff: SignIn, at: At
) -> None:
    at("16:50")
    actions.take(WINDOW, "a", contact={"phone": "0900-7654321"}, notify_by="sms")
    at("17:00")
    actions.close(WINDOW, sitting.today())
    ren, su = as_staff("ren"), as_staff("su")
    assert (
        "A001" in text(su.get(reverse("desk:window", args=[WINDOW]))).split("To be called back")[1]
    )
    assert "0900-7654321" not in su.get(here()).content.decode()
    assert "0900-7654321" in ren.get(here()).content.decode()
    read = [e for s in store.streams("access:staff:ren") for e in store.read(s)]
    # What the day's other tests had him read stands beside the test's own transaction.
    here_read = [e.data["fields"] for e in read if not e.data["matter"].startswith("DW")]
    assert ["contact"] in here_read
    assert ren.post(here(), {"act": "called_back", "officer": "han"}).status_code == 302
    assert ticket().called_back_at is not None
    assert "0900-7654321" not in ren.get(here()).content.decode()
    assert "Nobody. Whoever is left unserved" in text(
        ren.get(reverse("desk:window", args=[WINDOW]))
    )


def test_staff_give_numbers_out_and_call_out_of_turn_for_a_ground(
    window: str, as_staff: SignIn, at: At
) -> None:
    at("09:00")
    ren, where = as_staff("ren"), reverse("desk:window", args=[WINDOW])
    first = ren.post(where, {"act": "give"})
    assert re.search(r'desk-secret">[0-9A-Z-]{19}<', first.content.decode())
    ren.post(where, {"act": "give"})
    assert ren.post(here("t2"), {"act": "call"}).status_code == 422
    assert ren.post(here("t2"), {"act": "out_of_turn"}).status_code == 422
    given = {"act": "out_of_turn", "out_of_turn": "cannot_wait"}
    assert ren.post(here("t2"), given).status_code == 302
    assert ticket("t2").state == "called"
    assert ren.post(here("t2"), {"act": "absent"}).status_code == 302
    assert ren.post(here("t2"), {"act": "unserved", "call_back": "han"}).status_code == 302
    assert ticket("t2").call_back_name == "Han"


@pytest.mark.parametrize("who", ["su", "shen", "guan", "top.su"])
def test_who_only_watches_changes_nothing_at_the_queue(
    window: str, as_staff: SignIn, at: At, who: str
) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    browser, where = as_staff(who), reverse("desk:window", args=[WINDOW])
    page = browser.get(where).content.decode()
    assert 'value="call"' not in page
    for address, given in (
        (where, {"act": "call"}),
        (where, {"act": "give"}),
        (here(), {"act": "call"}),
        (here(), {"act": "unserved", "call_back": "han"}),
    ):
        assert browser.post(address, given).status_code in (403, 422)
    assert ticket().state == "waiting"


def test_the_board_tells_each_day_and_nothing_over_too_few(
    window: str, as_staff: SignIn, at: At
) -> None:
    ren = town.staff("ren")
    at("09:00")
    for n in range(6):
        actions.take(WINDOW, f"s{n}")
    for n in range(6):
        at(f"09:{n * 2 + 10}")
        actions.call(ren, WINDOW, sitting.today())
        actions.finish(ren, WINDOW, sitting.today(), f"t{n + 1}", "Han")
    actions.take(WINDOW, "last")
    at("17:00")
    actions.close(WINDOW, sitting.today())
    board = text(as_staff("su").get(reverse("desk:window", args=[WINDOW])))
    assert "3 Mar 2026 7 6 15 minutes 20 minutes – 0 1" in board
    at("2026-03-04 09:00")
    actions.take(WINDOW, "next")
    assert "4 Mar 2026 1 0 – – – 0 0" in text(
        as_staff("su").get(reverse("desk:window", args=[WINDOW]))
    )


@pytest.mark.parametrize("day", ["2026-03-04", "x", "2026-99-01", "20260303"])
def test_a_ticket_that_is_not_there_is_not_found(
    window: str, as_staff: SignIn, at: At, day: str
) -> None:
    at("09:00")
    actions.take(WINDOW, "a")
    where = reverse("desk:window_ticket", args=[WINDOW, day, "t1"])
    assert as_staff("ren").get(where).status_code == 404
    assert as_staff("ren").get(here("t9")).status_code == 404


def test_another_administrator_sets_up_nothing_here(window: str, as_staff: SignIn) -> None:
    from dengwen.people import actions as people

    people.add_staff(SYSTEM, "other", "Other", town.OTHER, roles=[("administrator", town.OTHER)])
    other = as_staff("other")
    assert other.get(reverse("desk:window_arrange", args=[WINDOW])).status_code == 404
    assert other.post(reverse("desk:window_add"), arranged()).status_code == 422
    assert arrangement().slot == 30


def test_a_message_that_was_given_up_stands_at_the_window_with_how_to_tell_them(
    window: str, as_staff: SignIn, at: At
) -> None:
    at("09:00")
    reach = {"phone": "0900-7654321"}
    actions.take(WINDOW, "a", contact=reach, notify_by="sms", language="en")
    actions.take(WINDOW, "b", contact={"phone": "0900-2222222"}, notify_by="sms")
    actions.shut(town.staff("su"), WINDOW, sitting.today(), "power cut")
    ren, where = as_staff("ren"), reverse("desk:window", args=[WINDOW])
    assert "Messages that did not arrive" not in text(ren.get(where))
    OutboxRow.objects.filter(person="t1").update(state=State.DEAD)
    assert "A001 3 Mar 2026 · The window is shut for now" in text(ren.get(where))
    assert "0900-7654321" in text(ren.get(here()))
    assert "0900-2222222" not in text(ren.get(here("t2")))
    assert "0900-7654321" not in text(as_staff("su").get(here()))
