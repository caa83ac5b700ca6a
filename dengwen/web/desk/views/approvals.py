"""Approvals 審批: what waits for a second pair of eyes, and the deciding of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.errors import Undisclosed
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.send_back import send_back
from dengwen.people.actor import Actor
from dengwen.web.desk import acting, fields, names, navigation, pages, proposals, table, trays
from dengwen.web.guards import staff

APPROVE, RETURN = "approve", "return"


class Decision(forms.Form):
    """Approve, or return with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            (APPROVE, gettext_lazy("Approve: it happens now")),
            (RETURN, gettext_lazy("Return it, with the reason")),
        ],
        widget=fields.radios(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for returning it"),
        required=False,
        max_length=fields.TEXT,
        widget=fields.area(4),
    )

    def clean_reason(self) -> str:
        """A return needs its reason."""
        reason = str(self.cleaned_data["reason"]).strip()
        if self.cleaned_data.get("decision") == RETURN and not reason:
            raise forms.ValidationError(_("Say why, so that it can be mended."))
        return reason


@staff(*navigation.holders("approve"))
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this reader's approval, oldest first."""
    context = {"rows": lines(pages.actor(request))}
    return pages.show(request, "desk/approvals.html", context, room="approvals")


def lines(actor: Actor, *, titled: bool = True) -> list[dict[str, Any]]:
    """Each proposal with its matter and who made it, oldest first."""
    found = trays.for_approval(actor)
    called = names.staff_names(p.proposed_by.removeprefix("staff:") for p, _row in found)
    told = table.rows(actor, [row for _p, row in found], titled=titled)
    return [
        {
            **line,
            "proposal": proposal.proposal,
            "label": table.step_label(row.procedure, proposal.step),
            "at": proposal.proposed_at,
            "who": called.get(proposal.proposed_by.removeprefix("staff:"), ""),
        }
        for (proposal, row), line in zip(found, told, strict=True)
    ]


@staff()
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: str, proposal: str) -> HttpResponse:
    """Read a proposal with everything it rests on, and decide."""
    at = acting.open_for(pages.actor(request), number, f"proposal:{proposal}")
    found = at.matter.proposals.get(proposal)
    if found is None:
        if request.method == "POST":
            return acting.page(request, at, _gone(), changed=acting.since(request, at), status=409)
        raise Undisclosed
    refusal = proposals.why_not(at.procedure, at.matter, found, at.actor)
    form = Decision(request.POST or None) if refusal is None else None
    told = proposals.told(at, found)
    task = acting.Task(
        heading=_("Approval: %(step)s") % {"step": told["label"]},
        button=_("Decide"),
        form=form,
        run=partial(_run, at, proposal, form),
        basis=tuple(
            needed.basis if (needed := proposals.approval(at.procedure, at.matter, found)) else ()
        ),
        proposal=told,
    )
    if refusal is not None:
        return acting.page(request, at, task, refusal=refusal, status=refusal.status)
    return acting.perform(request, at, task)


def _gone() -> acting.Task:
    return acting.Task(_("This proposal was decided already"), "", None, lambda: acting.Done(""))


def _run(at: acting.At, proposal: str, form: Decision | None) -> acting.Done:
    if form is None:
        raise Undisclosed
    if form.cleaned_data["decision"] == APPROVE:
        approve(at.actor, at.matter.number, proposal)
        return acting.Done(_("Approved."))
    send_back(at.actor, at.matter.number, proposal, form.cleaned_data["reason"])
    return acting.Done(_("Returned with the reason."))
