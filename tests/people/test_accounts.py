"""Who may do what, for whom, and from when."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import connection

from dengwen import times
from dengwen.errors import Refusal
from dengwen.ledger import rebuild, store
from dengwen.people import accounts, actions, roles, units
from dengwen.people.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db

NAME = {"zh-Hant": "鼓樓區消防救援大隊", "en": "Gulou District"}


@pytest.fixture
def town() -> None:
    """A province, its inspectorate, a city with one, two districts, one station."""
    square = [["31.0", "121.0"], ["31.0", "121.2"], ["31.2", "121.2"], ["31.2", "121.0"]]
    east = [["31.0", "121.2"], ["31.0", "121.4"], ["31.2", "121.4"], ["31.2", "121.2"]]
    actions.open_unit(SYSTEM, "province", {"en": "Province"})
    actions.open_unit(SYSTEM, "p-insp", {"en": "I"}, kind="inspectorate", parent="province")
    whole = [["31.0", "121.0"], ["31.0", "121.4"], ["31.2", "121.4"], ["31.2", "121.0"]]
    actions.open_unit(SYSTEM, "city", {"en": "City"}, parent="province", outline=whole)
    actions.open_unit(SYSTEM, "c-insp", {"en": "J"}, kind="inspectorate", parent="city")
    actions.open_unit(SYSTEM, "west", NAME, parent="city", outline=square)
    actions.open_unit(SYSTEM, "east", NAME, parent="city", outline=east)
    actions.open_unit(SYSTEM, "station", NAME, parent="west")
    actions.add_staff(SYSTEM, "root", "管理", "province", roles=[("administrator", "province")])
    actions.add_staff(
        SYSTEM,
        "alice",
        "林安",
        "west",
        roles=[("handler", "west")],
        contact={"phone": "13900001111"},
    )
    actions.add_staff(SYSTEM, "bob", "方博", "east", roles=[("approver", "east")])


def test_an_actor_has_the_roles_granted_over_the_unit_and_all_below(town: None) -> None:
    alice = accounts.actor_of("alice")
    assert alice.id == "staff:alice"
    assert alice.unit_path == ("province", "city", "west")
    assert alice.has("handler", ("province", "city", "west", "station"))
    assert not alice.has("handler", ("province", "city", "east"))
    assert roles.can(alice, "work", ("province", "city", "west"))
    assert not roles.can(alice, "approve")


def test_a_deputy_acts_with_the_roles_of_the_one_who_is_away_and_only_then(town: None) -> None:
    alice = accounts.actor_of("alice")
    actions.set_deputy(alice, "alice", "bob", date(2026, 3, 2), date(2026, 3, 6))
    west = ("province", "city", "west")
    for day, stands_in in ((1, False), (2, True), (6, True), (7, False)):
        bob = accounts.actor_of("bob", date(2026, 3, day))
        assert bob.has("handler", west) is stands_in
        assert bob.id == "staff:bob"


def test_a_deputy_may_not_come_to_hold_powers_kept_apart(town: None) -> None:
    with pytest.raises(Refusal, match="roles_kept_apart"):
        actions.set_deputy(SYSTEM, "bob", "root", date(2026, 3, 2), date(2026, 3, 6))


def test_what_is_revoked_is_gone_and_who_leaves_cannot_sign_in(town: None) -> None:
    accounts.open_account("alice", "long-enough-a-word")
    assert authenticate(username="alice", password="long-enough-a-word") is not None
    actions.revoke(SYSTEM, "alice", "handler", "west")
    assert accounts.actor_of("alice").held == ()
    actions.leave(SYSTEM, "alice")
    assert authenticate(username="alice", password="long-enough-a-word") is None
    with pytest.raises(LookupError):
        accounts.actor_of("alice")
    assert accounts.name_of("alice") == "林安"


def test_the_actor_of_a_signed_in_user_is_looked_up_once(
    town: None, django_assert_num_queries: object
) -> None:
    accounts.open_account("bob", "long-enough-a-word")
    user = get_user_model().objects.get(username="bob")
    first = accounts.actor_for(user)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert accounts.actor_for(user) is first


def test_only_an_administrator_of_the_unit_gives_roles_and_never_to_themselves(town: None) -> None:
    alice, root = accounts.actor_of("alice"), accounts.actor_of("root")
    with pytest.raises(Refusal, match="not_administrator"):
        actions.grant(alice, "bob", "handler", "east")
    with pytest.raises(Refusal, match="own_role"):
        actions.grant(root, "root", "handler", "east")
    with pytest.raises(Refusal, match="roles_kept_apart"):
        actions.grant(SYSTEM, "root", "auditor", "province")
    with pytest.raises(Refusal, match="role_held"):
        actions.grant(root, "bob", "approver", "east")
    with pytest.raises(Refusal, match="unknown_role"):
        actions.grant(root, "bob", "emperor", "east")
    actions.grant(root, "bob", "supervisor", "city")
    assert accounts.actor_of("bob").has("supervisor", ("province", "city", "west"))
    stranger = Actor(id="public", kind="public")
    with pytest.raises(Refusal):
        actions.add_staff(stranger, "eve", "Eve", "west")


def test_the_holders_of_a_role_are_listed_from_the_nearest_unit_up(town: None) -> None:
    actions.add_staff(SYSTEM, "sup", "督", "city", roles=[("supervisor", "city")])
    actions.add_staff(SYSTEM, "wsup", "督", "west", roles=[("supervisor", "west")])
    found = accounts.holders("supervisor", ("province", "city", "west"))
    assert [row.id for row in found] == ["wsup", "sup"]
    above = accounts.holders("supervisor", (), exactly="city")
    assert [row.id for row in above] == ["sup"]


def test_how_to_reach_an_official_is_sealed_and_their_name_is_not(town: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(body, '') FROM ledger.event WHERE stream='staff:alice'")
        written = cursor.fetchone()[0]
    assert "林安" in written
    assert "13900001111" not in written
    added = store.read("staff:alice", unseal=True)[0]
    assert added.data["contact"].value == {"phone": "13900001111"}


def test_an_interest_is_declared_by_the_person_and_its_words_are_sealed(town: None) -> None:
    alice = accounts.actor_of("alice")
    actions.declare_interest(alice, "alice", "family", "我哥哥開飯店", ["east"])
    with pytest.raises(Refusal):
        actions.declare_interest(accounts.actor_of("bob"), "alice", "family", "謠言")
    event = store.read("staff:alice")[-1]
    assert event.type == "interest_declared"
    assert event.data["words"].value is None


def test_a_place_belongs_to_the_lowest_unit_around_it_and_a_border_to_one_side(town: None) -> None:
    def at(lat: str, lng: str) -> str | None:
        found = units.at_point(lat, lng)
        return found.id if found else None

    assert at("31.1", "121.1") == "west"
    assert at("31.1", "121.3") == "east"
    assert at("31.1", "121.2") in ("west", "east")
    assert at("32.0", "121.1") is None
    assert at("31.1", "121.4") is None or at("31.1", "121.4") == "east"


def test_a_unit_is_judged_from_above_and_never_by_its_own(town: None) -> None:
    def judge(unit: str) -> str | None:
        found = units.inspectorate_for(unit)
        return found.id if found else None

    assert judge("station") == "c-insp"
    assert judge("west") == "c-insp"
    assert judge("city") == "p-insp"
    assert judge("province") == "p-insp"
    assert judge("p-insp") is None
    above = units.above("station", 2)
    assert above is not None
    assert above.id == "city"
    assert units.above("province") is None


def test_a_unit_in_use_is_not_closed(town: None) -> None:
    with pytest.raises(Refusal, match="unit_in_use"):
        actions.close_unit(SYSTEM, "west")
    actions.close_unit(SYSTEM, "station", successor="west")
    assert "station" not in [unit.id for unit in units.tree()]
    assert units.get("station").successor == "west"
    actions.rename_unit(SYSTEM, "west", {"en": "West"})
    assert units.get("west").called("zh-Hant") == "West"


@pytest.mark.parametrize("staff", ["", "Alice", "a b", "../x", "a" * 41, "張"])
def test_a_staff_id_is_a_plain_word(town: None, staff: str) -> None:
    with pytest.raises(Refusal, match="bad_staff_id"):
        actions.add_staff(SYSTEM, staff, "X", "west")


def test_all_rows_of_people_are_what_the_ledger_says(town: None) -> None:
    alice = accounts.actor_of("alice")
    today = times.today("Asia/Shanghai")
    actions.set_deputy(alice, "alice", "bob", today, today)
    actions.revoke(SYSTEM, "bob", "approver", "east")
    report = rebuild.rebuild(tables=["people_unit", "people_staff", "people_role", "people_deputy"])
    assert report.differences == []
    assert report.rows["people_role"] == 2
