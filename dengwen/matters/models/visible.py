"""The visibility rule's second compiler: from the data expression to a database condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from dengwen.matters import visibility as v
from dengwen.people.actor import Actor

NONE = Q(pk__in=[])
"""Matches no row."""

ALL = ~NONE
"""Matches every row."""


def compile_rule(rule: v.Expression, terms: Mapping[str, Any], prefix: str = "") -> Q:
    """The rule as a condition on rows whose columns are named as the facts.

    `prefix` reaches the columns through a relation. An empty list of the actor's matches nothing.
    """
    match rule:
        case v.Overlap(fact, term):
            return Q(**{f"{prefix}{fact}__overlap": terms[term]}) if terms[term] else NONE
        case v.Contains(fact, term):
            return Q(**{f"{prefix}{fact}__contains": [terms[term]]})
        case v.Equals(fact, term):
            return Q(**{f"{prefix}{fact}": terms[term]})
        case v.In(fact, term):
            return Q(**{f"{prefix}{fact}__in": terms[term]})
        case v.Is(fact, value):
            return Q(**{f"{prefix}{fact}": value})
        case v.Not(part):
            return ~compile_rule(part, terms, prefix)
        case v.Every(parts):
            every = ALL
            for part in parts:
                every &= compile_rule(part, terms, prefix)
            return every
        case v.Some(parts):
            some = NONE
            for part in parts:
                some |= compile_rule(part, terms, prefix)
            return some


def visible_to(actor: Actor, prefix: str = "") -> Q:
    """The condition that rows of matters meet which the actor may know of."""
    if actor.kind == "system":
        return ALL
    if actor.kind == "party":
        return Q(**{f"{prefix}number": actor.matter})
    if actor.kind != "staff":
        return NONE
    return compile_rule(v.RULE, v.terms_of(actor), prefix)
