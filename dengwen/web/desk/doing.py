"""The doing of the acts beside the steps: what a form says becomes a call of the matter's action.

Each gives the line to tell afterwards, which holds nothing personal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from dengwen.intake import numbers
from dengwen.matters import rules
from dengwen.matters.actions.add import note
from dengwen.matters.actions.ask import ask
from dengwen.matters.actions.assign import assign
from dengwen.matters.actions.call_back import call_made, promise_call
from dengwen.matters.actions.erase import propose_erasure
from dengwen.matters.actions.extend import extend
from dengwen.matters.actions.join import join
from dengwen.matters.actions.name_subject import name_subject
from dengwen.matters.actions.receive import Bringing
from dengwen.matters.actions.recuse import recuse
from dengwen.matters.actions.serve import serve, service_failed
from dengwen.web.desk import fields, uploads
from dengwen.web.desk.acting import At, Done

Form = Any
"""A validated form; what it holds is in tasks.py."""

Doing = Callable[[At, Form], Done]


def assigned(at: At, form: Form) -> Done:
    """Give it to a handler."""
    assign(at.actor, at.matter.number, form.cleaned_data["staff"])
    return Done(_("The handler was changed."))


def extendable(at: At) -> str:
    """The key of the first clock that the reader may propose to make longer; '' for none."""
    return next(
        (
            key
            for key in at.matter.clocks
            if rules.why_not_extend(at.matter, at.procedure, key, at.actor) is None
        ),
        "",
    )


def extended(at: At, form: Form) -> Done:
    """Propose more time."""
    said = form.cleaned_data
    key = extendable(at)
    extend(at.actor, at.matter.number, key, said["by"], said["ground"], said["reason"])
    return Done(_("The extension was proposed. It waits for another person."))


def served(at: At, form: Form) -> Done:
    """Record a service, or an attempt that failed."""
    said, number = form.cleaned_data, at.matter.number
    document, _slash, party = said["paper"].partition("/")
    if said["reached"] == "no":
        service_failed(at.actor, number, document, party, said["way"], said["proof"])
        return Done(_("The failed attempt was recorded."))
    serve(at.actor, number, document, party, said["way"], said["served_on"], said["proof"])
    return Done(_("The service was recorded."))


def asked(at: At, form: Form) -> Done:
    """Put a question."""
    said = form.cleaned_data
    ask(at.actor, at.matter.number, said["text"], said.get("party") or "")
    return Done(_("The question was put."))


def promised(at: At, form: Form) -> Done:
    """Promise a call back."""
    said = form.cleaned_data
    promise_call(at.actor, at.matter.number, said["by_at"], said["why"], said.get("party") or "")
    return Done(_("The call was promised."))


def called(at: At, form: Form) -> Done:
    """Record that a promised call was made, or tried."""
    said = form.cleaned_data
    reached = said["reached"] == "yes"
    call_made(at.actor, at.matter.number, said["call"], reached, said["said"])
    return Done(_("The call was recorded."))


def erased(at: At, form: Form) -> Done:
    """Propose to erase a person."""
    said = form.cleaned_data
    propose_erasure(at.actor, at.matter.number, said["party"], said["reason"])
    return Done(_("The erasure was proposed. It waits for another person."))


def noted(at: At, form: Form) -> Done:
    """Write a note."""
    note(at.actor, at.matter.number, form.cleaned_data["text"])
    return Done(_("The note was added."))


def attached(at: At, form: Form) -> Done:
    """Attach a file."""
    said = form.cleaned_data
    uploads.attach(at.actor, at.matter, said["file"], said.get("party") or "")
    return Done(_("The file was attached."))


def named(at: At, form: Form) -> Done:
    """Say whom it is about."""
    about = fields.split_subject(form.cleaned_data["about"])
    confirmed = form.cleaned_data["confirmed"]
    name_subject(at.actor, at.matter.number, about["units"], about["staff"], confirmed=confirmed)
    return Done(_("Whom it is about was named."))


def recused(at: At, form: Form) -> Done:
    """Keep out."""
    said = form.cleaned_data
    recuse(at.actor, at.matter.number, at.actor.staff, said["ground"], said["reason"])
    return Done(_("You keep out of that matter from now on."), leaves=True)


def joined(at: At, form: Form) -> Done:
    """Let a person join, with a secret of their own that is shown once."""
    said = form.cleaned_data
    secret = numbers.new_secret()
    contact = {k: said[k] for k in ("email", "phone", "address") if said[k]}
    party = Bringing(
        role=said["role"],
        name=said["name"],
        contact=contact,
        notify_by=said["notify_by"],
        language=said["language"],
    )
    join(at.actor, at.matter.number, party, numbers.digest(secret))
    return Done(_("The person joined."), secret=secret)
