"""Walking a petition forward, as the staff of the town would."""

from __future__ import annotations

from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.serve import serve
from dengwen.matters.actions.take import take
from dengwen.matters.state import Matter
from dengwen.times import today
from tests.matters import town

ZONE = "Asia/Shanghai"


def to_investigation(matter: Matter) -> Matter:
    """Registered, accepted, assigned to han."""
    number = matter.number
    take(town.staff("ren"), number, "register", {"received_by": "body"})
    take(town.staff("ren"), number, "accept", {})
    take(town.staff("su"), number, "assign", {"handler": "han"})
    return take(town.staff("han"), number, "choose_route", {"route": "residue", "reason": "餘類"})


def to_proposed_opinion(matter: Matter) -> Matter:
    """Investigated by han, and an opinion proposed."""
    to_investigation(matter)
    take(town.staff("han"), matter.number, "record_finding", {"found": "查實"})
    return take(town.staff("han"), matter.number, "issue_opinion", OPINION)


def to_served_opinion(matter: Matter) -> Matter:
    """Approved by an, and served on the person in their own hands."""
    proposal = next(iter(to_proposed_opinion(matter).proposals))
    issued = approve(town.staff("an"), matter.number, proposal)
    paper = issued.document_of("opinion")
    assert paper is not None
    return serve(town.staff("han"), matter.number, paper.id, "p1", "in_person", today(ZONE), "簽收")


OPINION = {
    "claims": "清理樓道",
    "facts": "樓道確有雜物",
    "decision": "supported",
    "legal_basis": "消防法",
}
