"""Named predicates ask only what a matter is, never who a person is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dengwen.law.predicates import PREDICATES, Facts


class Told(msgspec.Struct):
    """The smallest matter that answers for itself."""

    kind: str = "request"
    outcome: str = ""
    said: dict[str, Any] = {}
    people: int = 1
    reachable: bool = True
    taken: set[str] = set()
    is_about_staff: bool = False


CASES = [
    ("outcome_groundless", Told(outcome="not_substantiated"), True),
    ("outcome_groundless", Told(outcome="partly_substantiated"), False),
    ("outcome_groundless", Told(), False),
    ("about_named_staff", Told(is_about_staff=True), True),
    ("about_named_staff", Told(), False),
    ("consents_to_publishing", Told(said={"may_publish": "yes"}), True),
    ("consents_to_publishing", Told(said={"may_publish": "no"}), False),
    ("consents_to_publishing", Told(), False),
    ("was_published", Told(taken={"publish"}), True),
    ("was_published", Told(), False),
    ("group_matter", Told(people=2), True),
    ("group_matter", Told(), False),
    ("large_group", Told(people=5), False),
    ("large_group", Told(people=6), True),
    ("named_person", Told(), True),
    ("anonymous", Told(reachable=False), True),
    ("anonymous", Told(), False),
    ("residual_claim", Told(), True),
    ("residual_claim", Told(said={"route": "residue"}), True),
    ("residual_claim", Told(said={"route": "courts"}), False),
    ("duty_claim", Told(said={"route": "duty"}), True),
    ("led_elsewhere", Told(said={"route": "courts"}), True),
    ("led_elsewhere", Told(said={"route": "duty"}), False),
    ("led_elsewhere", Told(), False),
    ("at_forwarding_office", Told(said={"received_by": "forwarding_office"}), True),
    ("at_forwarding_office", Told(), False),
    ("outcome_supported", Told(outcome="partly_supported"), True),
    ("outcome_not_supported", Told(outcome="explained"), True),
    ("outcome_not_supported", Told(), False),
    ("outcome_founded", Told(outcome="founded"), True),
    ("outcome_unfounded", Told(outcome="unfounded"), True),
    ("to_correct_in_term", Told(outcome="founded", said={"correction": "in_term"}), True),
    ("to_correct_in_term", Told(outcome="founded"), True),
    ("to_correct_in_term", Told(outcome="founded", said={"correction": "done"}), False),
    ("to_correct_at_once", Told(outcome="founded", said={"correction": "at_once"}), True),
    ("to_correct_at_once", Told(outcome="unfounded", said={"correction": "at_once"}), False),
    ("nothing_left_to_correct", Told(outcome="unfounded"), True),
    ("nothing_left_to_correct", Told(outcome="founded", said={"correction": "done"}), True),
    ("nothing_left_to_correct", Told(outcome="founded"), False),
]


@pytest.mark.parametrize(("name", "matter", "holds"), CASES)
def test_a_predicate_holds_or_not(name: str, matter: Facts, holds: bool) -> None:
    assert PREDICATES[name](matter) is holds


def test_every_predicate_is_tried_here_and_tells_what_it_means() -> None:
    assert {name for name, _, _ in CASES} == set(PREDICATES)
    assert all(predicate.__doc__ for predicate in PREDICATES.values())
