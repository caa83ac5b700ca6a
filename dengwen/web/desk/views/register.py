"""Registering for a person: at the counter, on the telephone, by letter or e-mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dengwen.documents import composing, receipts, render
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake import following, next_steps
from dengwen.intake.actions import register as intake
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.open import load
from dengwen.people import units
from dengwen.web import limits
from dengwen.web.desk import choices, counter, fields, navigation, pages, uploads
from dengwen.web.desk.views import window
from dengwen.web.guards import staff
from dengwen.web.words import cites, language, say

only_registrars = staff(*navigation.holders("register"))


@only_registrars
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What does the person want to do?"""
    context = {"procedures": counter.offers(), "ticket": window.asked(request)}
    return pages.show(request, "desk/register.html", context, room="register")


@only_registrars
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, procedure: str, offer: str) -> HttpResponse:
    """The form of one offer; a good one gives the receipt, to be handed over at once."""
    found = counter.offer_of(procedure, offer)
    if found is None:
        raise Undisclosed
    rules, spec = found
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    kind = rules.kinds[spec.kind]
    form = counter.Counter(*given, groups=kind.group)
    asked = fields.PackForm(
        spec.asks, fields.Choices(units=lambda which: choices.all_units()), say, *given
    )
    if given and form.is_valid() & asked.is_valid():
        try:
            made = intake.register(
                counter.submission(form, asked, procedure, offer), pages.actor(request)
            )
        except Refusal as refusal:
            counter.refuse(form, asked, refusal)
        else:
            shown = told(made) | {"ticket": window.registered(request, made.number)}
            return pages.show(request, "desk/receipt.html", shown, room="register")
    context = {
        "form": form,
        "asked": asked,
        "procedure": say(rules.label),
        "offer": say(spec.label),
        "hint": say(spec.hint),
        "ticket": window.asked(request),
    }
    status = 422 if given else 200
    return pages.show(request, "desk/register_form.html", context, room="register", status=status)


def told(receipt: receipts.Receipt) -> dict[str, Any]:
    """A receipt as the page shows it: once, with the secret."""
    return {
        "receipt": receipt,
        "unit": say(receipt.unit),
        "label": say(receipt.label),
        "next": [{"step": step, "basis": cites(step.basis)} for step in receipt.next],
        "qr": render.qr(composing.follow_address(receipt.number)),
    }


@only_registrars
@sensitive_post_parameters("secret")
@require_POST
def receipt_pdf(request: HttpRequest) -> HttpResponse:
    """The receipt on paper, made from the number and the secret that the page still shows.

    Neither is kept anywhere: whoever has both may have the paper.
    """
    number, secret = request.POST.get("number", ""), request.POST.get("secret", "")
    limits.take_name(limits.FOLLOW_NUMBER, limits.FOLLOW_ANYWHERE, number, request)
    party = following.authenticate(number, secret)
    if party is None:
        raise Undisclosed
    matter = load(party.matter)
    procedure = law_of(matter).procedure
    made = receipts.Receipt(
        number=matter.number,
        secret=secret,
        text=receipts.read(matter.stream) or "",
        received_at=matter.received_at,  # type: ignore[arg-type]  # a received matter has it
        unit=units.get(matter.trail[0].unit).name,
        label=procedure.kinds[matter.kind].label,
        next=next_steps.of(matter, procedure),
    )
    return uploads.pdf(receipts.pdf(made, language()), f"receipt-{number}.pdf")
