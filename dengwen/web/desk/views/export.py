"""The inbox as an Excel table: the same list under the same policy, and a record of the taking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen import times
from dengwen.ledger import access
from dengwen.people.actor import Actor
from dengwen.web import dates
from dengwen.web.desk import export, filters, navigation, pages, trays
from dengwen.web.desk.views import inbox
from dengwen.web.guards import staff

RECORDED = "EXPORT"
"""What stands in a record of access where a matter's number would."""


@staff(*navigation.holders("work", "watch"))
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The list of the inbox as it is filtered now, in its order, as a file."""
    actor = pages.actor(request)
    tray = inbox.tray_of(request, actor)
    form = filters.Filter(request.GET)
    rows = list(trays.ordered(inbox.found(actor, tray, form), tray)[: export.MOST + 1])
    cut, rows = len(rows) > export.MOST, rows[: export.MOST]
    narrowed = [f"filter {name}" for name in form.query()]
    access.record(actor.id, RECORDED, [f"list {tray}", f"{len(rows)} rows", *narrowed])
    file = export.book(rows, about(actor, tray, form, len(rows), cut))
    answer = HttpResponse(file, content_type=export.TYPE)
    day = times.now().astimezone(dates.zone()).date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="matters-{day}.xlsx"'
    return answer


def about(actor: Actor, tray: str, form: filters.Filter, count: int, cut: bool) -> export.About:
    """Who took what and when, and what is not in it."""
    asked = [str(one["label"]) for one in form.chosen({})]
    if q := form.query().get("q", ""):
        asked.append(f"{_('Search')}: {q}")
    label = next(str(t.label) for t in trays.TRAYS if t.name == tray)
    told = _("Cut: the list is longer; only its first %(n)s rows are here.") % {"n": export.MOST}
    return [
        (_("Taken by"), f"{actor.name} ({actor.staff})"),
        (_("Taken at"), times.now()),
        (_("Time zone"), str(dates.zone())),
        (_("List"), label),
        (_("Narrowed by"), _(", ").join(asked) or _("nothing")),
        (_("Rows"), count),
        *([(_("Cut"), told)] if cut else []),
        (_("What is in it"), _("Only matters that this person may know of.")),
        (_("What is not"), _("What people wrote, and who they are: open the matter for that.")),
        (_("Recorded"), _("That this file was taken stands in the records of access.")),
    ]
