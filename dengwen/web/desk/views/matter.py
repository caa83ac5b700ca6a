"""One matter's page: what was said, the clocks, the time line, and what can be done now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dengwen.errors import Refusal
from dengwen.matters import rules
from dengwen.matters.actions.contacts import why_not_contacts
from dengwen.matters.rules import service
from dengwen.matters.rules.who import holds
from dengwen.web import words as say_it
from dengwen.web.desk import acting, beside, duties, pages, proposals, reading, verbs
from dengwen.web.guards import staff
from dengwen.web.words import say


@staff()
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The whole matter, as far as the reader may read it. The reading is recorded."""
    at = acting.open_for(pages.actor(request), number, "read")
    clocks = duties.duties(at.matter, at.procedure, at.names)
    running = [c for c in clocks if c.open]
    seen = reading.linked(at.matter, at.actor)
    can, cannot = steps(at)
    may_serve = holds(at.matter, at.actor, service.SERVING, "own")
    place = reading.place(at.matter)
    context = {
        "m": at.head,
        "clocks": [(c, duties.explained(at.matter.clocks[c.key])) for c in running],
        "ended": [c for c in clocks if not c.open],
        "late": any(c.state.look == "late" for c in running),
        "said": reading.said(at.matter, at.procedure, at.names),
        "parties": reading.parties(at.matter, at.procedure),
        "place": place,
        "lines": reading.lines(at.matter, at.procedure, at.names, seen),
        "beside": beside.beside(at, seen),
        "may_join": joining_open(at),
        "may_contacts": why_not_contacts(at.actor, at.matter) is None,
        "documents": reading.documents(at.matter, at.procedure, at.names, may_serve),
        "files": reading.files(at.matter, at.names, at.may),
        "questions": reading.questions(at.matter, at.names),
        "proposals": [proposals.told(at, p) for p in at.matter.proposals.values()],
        "kept_out": reading.kept_out(at.matter, at.names),
        "can": can,
        "cannot": cannot,
        "verbs": verbs.offered(at),
    }
    return pages.show(request, "desk/matter.html", context, room="home")


def joining_open(at: acting.At) -> bool:
    """Whether the reader may join the matter with another."""
    return verbs.VERBS["together"].why_not(at) is None


def steps(at: acting.At) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The steps the reader may take now, and the others with the reason and the article."""
    can: list[dict[str, object]] = []
    cannot: list[dict[str, object]] = []
    for offer in rules.steps_now(at.matter, at.procedure, at.actor):
        step = offer.step
        if offer.refusal is None:
            can.append(
                {
                    "id": offer.step_id,
                    "verb": say(step.verb),
                    "hint": say(step.hint),
                    "approval": step.approval is not None,
                }
            )
        else:
            cannot.append({"label": say(step.label), **why(offer.refusal)})
    return can, cannot


def why(refusal: Refusal) -> dict[str, object]:
    """A refusal's reason and articles, ready for the page."""
    return {"why": say_it.reason(refusal), "basis": say_it.cites(refusal.basis)}
