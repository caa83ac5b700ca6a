"""One's own in a matter 自己的: what one needs, what the public will see, whom one can turn to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dengwen.matters.actions.ask_attention import ask_attention
from dengwen.matters.actions.needs import state_needs, withdraw_needs
from dengwen.matters.actions.open import load
from dengwen.matters.actions.redact import redact
from dengwen.matters.rules.needs import read
from dengwen.matters.state import Matter
from dengwen.people.actor import Actor
from dengwen.web import needs as needed
from dengwen.web.guards import follower
from dengwen.web.portal import contacts, own, showing, story
from dengwen.web.portal.views.acts import BOTH, attempt, posted
from dengwen.web.portal.views.matter import opened


def page(request: HttpRequest, name: str, form: Any = None, **context: Any) -> HttpResponse:
    """A page of one's own matter, with its form where it has one."""
    shown = {"form": form, "here": "follow", **context}
    status = 422 if form is not None and form.errors else 200
    return render(request, f"portal/matter/{name}.html", shown, status=status)


@follower
@require_http_methods(BOTH)
def needs(request: HttpRequest) -> HttpResponse:
    """What one needs in dealing with the service: said, changed, or taken back."""
    actor, matter = opened(request)
    party = matter.parties[actor.party]
    form = own.OwnNeeds(party, posted(request))
    if form.is_valid() and attempt(form, lambda: keep_needs(actor, form)):
        return redirect("portal:needs")
    stated = read(party.needs.value if party.needs else None)
    return page(
        request,
        "needs",
        form,
        story=story.tell(matter, actor),
        stated=needed.own(stated),
        consent=party.stated[-1].consent if party.stated else "",
    )


def keep_needs(actor: Actor, form: own.OwnNeeds) -> Matter:
    """Put what the form says into the matter, with the sentence that was agreed to."""
    said = form.cleaned_data
    consent = str(needed.CONSENT) if said["consent"] else ""
    wanted = contacts.stated(said)
    return state_needs(actor, actor.matter, wanted, consent, said["language"], said["notify_by"])


@follower
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the consent back: what was stated is destroyed."""
    actor, matter = opened(request)
    if matter.parties[actor.party].needs is not None:
        withdraw_needs(actor, matter.number)
    return redirect("portal:needs")


@follower
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """What the public would see of this matter, and what it never sees."""
    actor, matter = opened(request)
    told = story.tell(matter, actor)
    # Whether anything may be published, and whose names are black, only the whole matter tells.
    seen = showing.shown(load(matter.number), told, actor)
    return page(request, "public", story=told, shown=seen)


@follower
@require_http_methods(BOTH)
def mark(request: HttpRequest) -> HttpResponse:
    """Mark what of one's own words may not be published."""
    actor, matter = opened(request)
    form = own.Marks(matter, actor.party, posted(request))
    if form.is_valid() and attempt(form, lambda: redact(actor, matter.number, form.passages())):
        return redirect("portal:preview")
    return page(request, "mark", form, story=story.tell(matter, actor))


@follower
@require_POST
def supervisor(request: HttpRequest) -> HttpResponse:
    """One press: the supervisor is asked to look at it. A second press changes nothing."""
    actor, matter = opened(request)
    if actor.party not in matter.attention:
        ask_attention(actor, matter.number)
    return redirect("portal:rated")
