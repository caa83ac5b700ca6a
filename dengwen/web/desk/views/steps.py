"""Taking a step of the procedure: its page is made from what the pack says that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dengwen.errors import Undisclosed
from dengwen.law import procedure as law
from dengwen.matters import rules
from dengwen.matters.actions.take import take
from dengwen.web.desk import acting, courtesy, fields, pages, previews, uploads
from dengwen.web.guards import staff
from dengwen.web.words import say

Shown = Callable[[HttpRequest, acting.At, str, str, previews.Given, list[str]], HttpResponse]
"""How a draft is shown: as a page or as a PDF."""

WHEN = "happened_at"
"""The field that every step has beside what the pack says: when it was done."""


@staff()
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """The page of one step, and the taking (or proposing) of it."""
    at = acting.open_for(pages.actor(request), number, f"step:{step}")
    spec = at.procedure.steps.get(step)
    if spec is None:
        raise Undisclosed
    refusal = rules.why_not(at.matter, at.procedure, step, at.actor)
    form = _form(request, at, spec) if refusal is None else None
    task = _task(request, at, step, spec, form)
    if refusal is not None and not (request.method == "POST" and acting.stale(request, at)):
        return acting.page(request, at, task, refusal=refusal, status=refusal.status)
    if refusal is not None:  # someone was quicker: keep what was typed before the eyes
        task.form = _form(request, at, spec)
    return acting.perform(request, at, task)


@staff()
@require_POST
def preview(request: HttpRequest, number: str, step: str, kind: str) -> HttpResponse:
    """The paper that the step would issue, as a PDF marked as a draft. Nothing is kept."""
    return _previewed(request, number, step, kind, _as_pdf)


@staff()
@require_POST
def preview_page(request: HttpRequest, number: str, step: str, kind: str) -> HttpResponse:
    """The same paper as a page, to be read at once on any screen."""
    return _previewed(request, number, step, kind, _as_page)


def _previewed(
    request: HttpRequest, number: str, step: str, kind: str, show: Shown
) -> HttpResponse:
    at = acting.open_for(pages.actor(request), number, f"preview:{step}")
    spec = at.procedure.steps.get(step)
    if spec is None or kind not in spec.issues:
        raise Undisclosed
    refusal = rules.why_not(at.matter, at.procedure, step, at.actor)
    if refusal is not None:
        raise refusal
    form = _form(request, at, spec)
    if not form.is_valid():
        return acting.page(request, at, _task(request, at, step, spec, form), status=422)
    advice = courtesy.of_form(at, step, spec, form) if courtesy.watched(spec) else []
    return show(request, at, step, kind, form.answers(), [one.remark for one in advice])


def _as_pdf(
    request: HttpRequest,
    at: acting.At,
    step: str,
    kind: str,
    given: previews.Given,
    remarks: list[str],
) -> HttpResponse:
    pdf = previews.draft(at, step, kind, given, remarks)
    return uploads.pdf(pdf, f"{at.matter.number}-{kind}-draft.pdf")


def _as_page(
    request: HttpRequest,
    at: acting.At,
    step: str,
    kind: str,
    given: previews.Given,
    remarks: list[str],
) -> HttpResponse:
    context = {
        "m": at.head,
        "faces": previews.faces(at, step, kind, given, remarks),
        "label": acting.label(at.procedure.documents[kind]),
    }
    return pages.show(request, "desk/preview.html", context, room="home")


@staff()
@require_POST
def wording(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """The same page with what could be said more kindly, every word kept as it was typed.

    A script that asks while one writes is given that part of the page alone. Nothing is written.
    """
    at = acting.open_for(pages.actor(request), number, f"step:{step}")
    spec = at.procedure.steps.get(step)
    if spec is None or not courtesy.watched(spec):
        raise Undisclosed
    refusal = rules.why_not(at.matter, at.procedure, step, at.actor)
    if refusal is not None:
        raise refusal
    form = _form(request, at, spec)
    task = _task(request, at, step, spec, form)
    task.advice = courtesy.of_form(at, step, spec, form)
    if request.headers.get("X-Part") == "wording":
        return render(request, "desk/parts/wording.html", {"advice": task.advice})
    task.form = form.unjudged()
    return acting.page(request, at, task)


def _form(request: HttpRequest, at: acting.At, spec: law.Step) -> fields.PackForm:
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = fields.PackForm(spec.needs, at.choices, say, *given)
    form.fields[WHEN] = fields.Moment(
        label=_("When it happened, if not just now"),
        help_text=_(
            "In the time zone of the service. Clocks run from it; "
            "the page shows when it was recorded too."
        ),
        required=False,
    )
    return form


def _task(
    request: HttpRequest, at: acting.At, step_id: str, spec: law.Step, form: fields.PackForm | None
) -> acting.Task:
    return acting.Task(
        heading=say(spec.label),
        button=_("Propose for approval") if spec.approval else say(spec.verb),
        form=form,
        run=partial(_run, at, step_id, spec, form),
        hint=say(spec.hint),
        basis=tuple(spec.basis),
        effects=tuple(effects(at, step_id, spec)),
        previews=tuple(
            {"kind": kind, "label": acting.label(at.procedure.documents[kind])}
            for kind in spec.issues
        )
        if form is not None
        else (),
        step_id=step_id,
        unverified=spec.source == "unverified",
        watched=form is not None and courtesy.watched(spec),
    )


def _run(at: acting.At, step_id: str, spec: law.Step, form: fields.PackForm | None) -> acting.Done:
    """Attach what was uploaded, then take the step; gives the line to tell."""
    if form is None:
        raise Undisclosed
    answers: dict[str, Any] = form.answers()
    for name, upload in form.uploads().items():
        answers[name] = uploads.attach(at.actor, at.matter, upload)
    take(at.actor, at.matter.number, step_id, answers, at=form.cleaned_data[WHEN])
    if spec.approval:
        told = _("Proposed: %(step)s. It waits for another person.")
        return acting.Done(told % {"step": say(spec.label)})
    return acting.Done(_("Done: %(step)s.") % {"step": say(spec.label)})


def effects(at: acting.At, step_id: str, spec: law.Step) -> list[str]:
    """What taking the step brings about: approval, clocks, papers, the next status."""
    lines = []
    if spec.approval:
        lines.append(_("Another person has to approve it before it happens."))
    triggers = {step_id, f"proposed.{step_id}"} if spec.approval else {step_id}
    for clock in at.procedure.clocks.values():
        if clock.kinds and at.matter.kind not in clock.kinds:
            continue
        if triggers & set(clock.starts):
            lines.append(_("Starts the clock “%(clock)s”") % {"clock": say(clock.label)})
        if triggers & set(clock.stops):
            lines.append(_("Ends the clock “%(clock)s”") % {"clock": say(clock.label)})
    for kind in spec.issues:
        document = at.procedure.documents[kind]
        lines.append(_("Issues “%(document)s”") % {"document": say(document.label)})
    if spec.told:
        lines.append(_("The person is told: “%(told)s”") % {"told": say(spec.told)})
    if spec.to and spec.to in at.procedure.statuses and spec.to != at.matter.status:
        status = at.procedure.statuses[spec.to]
        lines.append(_("The matter stands at “%(status)s” then") % {"status": say(status.label)})
    return lines
