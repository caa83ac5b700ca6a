"""The visibility rule's two compilers say the same of every matter and every actor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengwen.matters import visibility
from dengwen.matters.models import MatterRow, visible_to
from dengwen.people.actor import Actor, Held
from dengwen.people.roles import ROLES

PATHS = [("u1",), ("u1", "u2"), ("u1", "u2", "u3"), ("u1", "u4"), ("u1", "u5")]
UNITS = ["u1", "u2", "u3", "u4", "u5"]
STAFF = ["a", "b", "c"]
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)

some_units = st.lists(st.sampled_from(UNITS), max_size=2, unique=True)
some_staff = st.lists(st.sampled_from(STAFF), max_size=2, unique=True)
paths = st.sampled_from(PATHS)
helds = st.builds(
    lambda role, path: Held(role, path[-1], path), st.sampled_from(sorted(ROLES)), paths
)
actors = st.builds(
    lambda staff, path, held: Actor(f"staff:{staff}", "staff", "", path, tuple(held)),
    st.sampled_from(STAFF),
    paths,
    st.lists(helds, max_size=3),
)


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    path = draw(paths)
    return {
        "unit": path[-1],
        "unit_path": list(path),
        "assigned": draw(st.sampled_from(["", *STAFF])),
        "restricted": draw(st.booleans()),
        "subject_barred": draw(st.booleans()),
        "about_units": draw(some_units),
        "about_staff": draw(some_staff),
        "recused": draw(some_staff),
    }


def row(number: int, facts: dict[str, Any]) -> MatterRow:
    blank = {
        field.name: ""
        for field in MatterRow._meta.fields
        if field.get_internal_type() == "TextField"
    }
    numbers = dict.fromkeys(("version", "parties", "waiting", "unanswered"), 0)
    flags = dict.fromkeys(
        ("final", "danger", "confidential", "paused", "late", "historical"), False
    )
    times = dict.fromkeys(("received_at", "status_at", "changed_at"), NOW)
    own = {"number": str(number), "source": None, "entry_token": None}
    return MatterRow(**(blank | numbers | flags | times | own | facts))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(facts(), min_size=1, max_size=8), st.lists(actors, min_size=1, max_size=6))
def test_the_predicate_and_the_database_agree(
    matters: list[dict[str, Any]], people: list[Actor]
) -> None:
    MatterRow.objects.all().delete()
    MatterRow.objects.bulk_create([row(place, one) for place, one in enumerate(matters)])
    holds = visibility.compile_rule(visibility.RULE)
    for actor in people:
        terms = visibility.terms_of(actor)
        expected = {str(place) for place, one in enumerate(matters) if holds(one, terms)}
        found = MatterRow.objects.filter(visible_to(actor)).values_list("number", flat=True)
        assert set(found) == expected


@given(facts(), actors)
def test_nobody_barred_ever_sees(one: dict[str, Any], actor: Actor) -> None:
    terms = visibility.terms_of(actor)
    about = set(one["about_units"]) & set(actor.unit_path) or actor.staff in one["about_staff"]
    if (about and one["subject_barred"]) or actor.staff in one["recused"]:
        assert not visibility.compile_rule(visibility.RULE)(one, terms)


@given(facts(), paths, st.sampled_from(STAFF))
def test_an_administrator_sees_nothing_by_that_role(
    one: dict[str, Any], path: tuple[str, ...], staff: str
) -> None:
    held = (Held("administrator", path[-1], path),)
    actor = Actor(f"staff:{staff}", "staff", "", path, held)
    one["assigned"] = ""
    assert not visibility.compile_rule(visibility.RULE)(one, visibility.terms_of(actor))


@pytest.mark.django_db
def test_the_public_sees_no_row_and_the_system_every_one() -> None:
    MatterRow.objects.create(**{k: v for k, v in vars(row(1, BARE)).items() if k != "_state"})
    assert not MatterRow.objects.filter(visible_to(Actor("public", "public"))).exists()
    assert MatterRow.objects.filter(visible_to(Actor("system", "system"))).count() == 1


BARE: dict[str, Any] = {
    "unit": "u1",
    "unit_path": ["u1"],
    "assigned": "",
    "restricted": False,
    "about_units": [],
    "about_staff": [],
    "recused": [],
}
