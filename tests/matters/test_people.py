"""Who brings a matter, and who only stands in it."""

from __future__ import annotations

import pytest

from dengwen.intake import following, numbers
from dengwen.law import library, predicates
from dengwen.matters.actions.join import join
from dengwen.matters.actions.open import load
from dengwen.matters.actions.receive import Bringing
from tests.matters import town

pytestmark = pytest.mark.usefixtures("people")


def beside() -> tuple[str, str, str]:
    """A procedure of the pack with a role that does not bring the matter; its kind and the role."""
    for name, versions in library.current().procedures.items():
        rules = versions[-1]
        for role, rule in rules.parties.items():
            if not rule.brings:
                kinds = (kind for kind, one in rules.kinds.items() if not one.remedy_only)
                return name, next(kinds), role
    raise LookupError


def test_only_who_brings_it_is_counted_among_its_people() -> None:
    procedure, kind, role = beside()
    other = Bringing(role=role, name="某店", contact={"phone": "0101234567"}, notify_by="sms")
    reporter = Bringing()
    matter = town.brought(kind, procedure, parties=[reporter, other])
    assert [party.brings for party in matter.parties.values()] == [True, False]
    assert matter.people == 1
    assert [party.id for party in matter.brought_by] == ["p1"]
    assert not predicates.group_matter(matter)
    assert predicates.anonymous(matter)  # the one who can be reached did not bring it


def test_one_who_joins_beside_it_does_not_bring_it_either() -> None:
    procedure, kind, role = beside()
    number = town.brought(kind, procedure).number
    join(town.staff("ren"), number, Bringing(role=role, name="某店"))
    matter = load(number)
    assert len(matter.parties) == 2
    assert matter.people == 1


def test_a_signatory_follows_with_a_secret_of_their_own() -> None:
    secret = numbers.new_secret()
    both = [Bringing(name="甲"), Bringing(name="乙", secret_digest=numbers.digest(secret))]
    matter = town.brought(parties=both)
    assert matter.people == 2
    let_in = following.authenticate(matter.number, secret)
    assert let_in is not None
    assert let_in.party == "p2"
