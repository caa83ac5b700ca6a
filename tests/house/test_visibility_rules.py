"""Whatever is said in the language of visibility, its two compilers mean the same by it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dengwen.config.place import REPOSITORY
from dengwen.intake.window import visibility as windows
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.models import visible_to as windows_of
from dengwen.matters import visibility as v
from dengwen.matters.models import MatterRow
from dengwen.matters.models.visible import compile_rule
from dengwen.people.actor import SYSTEM, Actor
from tests.matters.test_visibility import PATHS, actors, facts, row

FACTS = {
    "lists": st.sampled_from(["unit_path", "about_units"]),
    "staff": st.sampled_from(["about_staff", "recused"]),
    "flags": st.sampled_from(["restricted", "subject_barred"]),
}
PLACES = st.sampled_from(["own_path", "reading_at", "inspecting_at", "working_at"])

leaves = st.one_of(
    st.builds(v.Overlap, FACTS["lists"], PLACES),
    st.builds(v.Contains, FACTS["staff"], st.just("staff")),
    st.builds(v.Equals, st.just("assigned"), st.just("staff")),
    st.builds(v.In, st.just("unit"), PLACES),
    st.builds(v.Is, FACTS["flags"], st.booleans()),
)
rules = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(v.Not, part),
        st.builds(v.Every, st.lists(part, max_size=3).map(tuple)),
        st.builds(v.Some, st.lists(part, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


def test_every_rule_of_the_house_is_known_here() -> None:
    found = {str(p.relative_to(REPOSITORY)) for p in REPOSITORY.glob("dengwen/**/visibility.py")}
    assert found == {"dengwen/matters/visibility.py", "dengwen/intake/window/visibility.py"}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(st.sampled_from([v.RULE, v.BARRED, v.ABOUT]), rules),
    st.lists(facts(), min_size=1, max_size=6),
    st.lists(actors, min_size=1, max_size=4),
)
def test_a_rule_means_the_same_in_python_and_in_the_database(
    rule: v.Expression, matters: list[dict[str, Any]], people: list[Actor]
) -> None:
    MatterRow.objects.all().delete()
    MatterRow.objects.bulk_create([row(place, one) for place, one in enumerate(matters)])
    holds = v.compile_rule(rule)
    for actor in people:
        terms = v.terms_of(actor)
        expected = {str(place) for place, one in enumerate(matters) if holds(one, terms)}
        found = MatterRow.objects.filter(compile_rule(rule, terms))
        assert set(found.values_list("number", flat=True)) == expected


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(actors, min_size=1, max_size=6))
def test_the_windows_one_may_see_are_the_same_by_either(people: list[Actor]) -> None:
    WindowRow.objects.all().delete()
    for path in PATHS:
        WindowRow.objects.create(
            id="/".join(path), unit=path[-1], unit_path=list(path), name={}, place={}, hours={},
            exceptions={}, calendar="", slot=0, at_once=0, ahead=0, open=True, version=1,
        )  # fmt: skip
    for actor in [*people, SYSTEM, Actor("public", "public")]:
        found = set(WindowRow.objects.filter(windows_of(actor)).values_list("id", flat=True))
        assert found == {"/".join(path) for path in PATHS if windows.may_see(actor, path)}
