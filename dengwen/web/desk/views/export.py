"""Every list as an Excel table: the same list under the same policy, and a record of the taking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen import times
from dengwen.ledger import access
from dengwen.people.actor import Actor
from dengwen.web import dates
from dengwen.web.desk import export, figures, filters, messages, navigation, pages, sheets, trays
from dengwen.web.desk.views import approvals, audit, early, inbox, outbox, staff, supervise, units
from dengwen.web.guards import staff as guard

RECORDED = "EXPORT"
"""What stands in a record of access where a matter's number would."""


@guard(*navigation.holders("work", "watch"))
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The inbox, or what was searched for, as it is filtered now and in its order."""
    actor = pages.actor(request)
    tray = inbox.tray_of(request, actor)
    form = filters.Filter(request.GET)
    by = inbox.order_of(request, tray)
    found, cut = some(trays.ordered(inbox.found(actor, tray, form), by))
    label = next(str(one.label) for one in trays.TRAYS if one.name == tray)
    about = [(_("List"), label), narrowed(form), (_("Order"), str(by.label))]
    taken = [f"list {tray}", *(f"filter {name}" for name in form.query())]
    return file(actor, "matters", [sheets.matters(found)], len(found), cut, taken, about)


@guard(*navigation.holders("watch"))
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """The figures of oversight as they are told now, and the clocks that stand still."""
    actor = pages.actor(request)
    by = supervise.by_of(request)
    form = filters.Filter(request.GET)
    rows, kept = supervise.counted(actor, form), supervise.narrowed(form)
    every = [
        supervise.line(found, by, kept, supervise.label(by, found.key))
        for found in figures.lines(rows, by)
    ]
    lines, cut = some(every)
    standing = supervise.paused(rows)
    made = [sheets.figures(supervise.heading(by), lines), sheets.paused(standing)]
    taken = [f"list supervise by {by}", *(f"filter {name}" for name in form.query())]
    about = [(_("List"), _("Oversight of time")), narrowed(form)]
    return file(actor, "oversight", made, len(lines) + len(standing), cut, taken, about)


@guard(*navigation.holders("watch"))
@require_safe
def signs(request: HttpRequest) -> HttpResponse:
    """The early signs, with the reasons."""
    actor = pages.actor(request)
    form, why = filters.Filter(request.GET), early.why_of(request)
    found, cut = some(trays.ordered(early.found(actor, form, why), trays.order("")))
    made = [sheets.early(early.lines(actor, found, titled=False))]
    about = [(_("List"), _("Early signs")), narrowed(form)]
    return file(actor, "early-signs", made, len(found), cut, [f"list early {why}".strip()], about)


@guard(*navigation.holders("watch", "register"))
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The board of messages in the chosen state."""
    actor = pages.actor(request)
    state = outbox.state_of(request)
    found, cut = some(messages.chosen(messages.visible(actor), state).order_by("-id"))
    made = [sheets.messages(messages.lines(actor, found))]
    about = [(_("List"), _("Messages sent")), (_("State"), str(messages.STATES.get(state, "")))]
    return file(actor, "messages", made, len(found), cut, [f"list outbox {state}".strip()], about)


@guard(*navigation.holders("run_accounts"))
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The staff whom the administrator runs."""
    actor = pages.actor(request)
    lines, cut = some(staff.lines(actor))
    about = [(_("List"), _("Staff"))]
    return file(actor, "staff", [sheets.staff(lines)], len(lines), cut, ["list staff"], about)


@guard(*navigation.holders("run_accounts"))
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of units."""
    actor = pages.actor(request)
    lines, cut = some(units.lines())
    about = [(_("List"), _("Units"))]
    return file(actor, "units", [sheets.units(lines)], len(lines), cut, ["list units"], about)


@guard(*navigation.holders("audit"))
@require_safe
def accesses(request: HttpRequest) -> HttpResponse:
    """The accesses of one member of staff, as the audit shows them."""
    actor = pages.actor(request)
    whose, until, matter = audit.asked(request)
    lines, cut = some(audit.accesses(actor, whose, until, matter) if whose else [])
    about = [(_("List"), _("Audit")), (_("Member of staff"), whose), (_("Up to the day"), until)]
    taken = ["list audit", f"of staff {whose}"]
    return file(actor, "audit", [sheets.accesses(lines)], len(lines), cut, taken, about)


@guard(*navigation.holders("approve"))
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's approval."""
    actor = pages.actor(request)
    lines, cut = some(approvals.lines(actor, titled=False))
    about = [(_("List"), _("Approvals"))]
    made = [sheets.proposals(lines)]
    return file(actor, "approvals", made, len(lines), cut, ["list approvals"], about)


def some(found: Any) -> tuple[list[Any], bool]:
    """The first lines of a list, up to the bound, and whether it was cut there."""
    lines = list(found[: export.MOST + 1])
    return lines[: export.MOST], len(lines) > export.MOST


def narrowed(form: filters.Filter) -> tuple[str, str]:
    """What the list was narrowed by, in words."""
    asked = [str(one["label"]) for one in form.chosen({})]
    if q := form.query().get("q", ""):
        asked.append(f"{_('Search')}: {q}")
    return _("Narrowed by"), _(", ").join(asked) or _("nothing")


def file(
    actor: Actor,
    name: str,
    made: Sequence[export.Sheet],
    count: int,
    cut: bool,
    taken: Sequence[str],
    about: export.About,
) -> HttpResponse:
    """The answer with the workbook; that it was taken is recorded first."""
    access.record(actor.id, RECORDED, [*taken, f"{count} rows"])
    book = export.book(made, told(actor, count, cut, about))
    answer = HttpResponse(book, content_type=export.TYPE)
    day = times.now().astimezone(dates.zone()).date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.xlsx"'
    return answer


def told(actor: Actor, count: int, cut: bool, about: export.About) -> export.About:
    """Who took what and when, and what is not in it."""
    only = _("Cut: the list is longer; only its first %(n)s rows are here.") % {"n": export.MOST}
    return [
        (_("Taken by"), f"{actor.name} ({actor.staff})"),
        (_("Taken at"), times.now()),
        (_("Time zone"), str(dates.zone())),
        *about,
        (_("Rows"), count),
        *([(_("Cut"), only)] if cut else []),
        (_("What is in it"), _("Only what this person may know of.")),
        (_("What is not"), _("What people wrote, and who they are: open the matter for that.")),
        (_("Recorded"), _("That this file was taken stands in the records of access.")),
    ]
