"""One clock of a matter, explained day by day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dengwen.errors import Undisclosed
from dengwen.web import dates
from dengwen.web.desk import acting, duties, pages, words
from dengwen.web.guards import staff
from dengwen.web.words import say


@staff()
@require_safe
def explain(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """From which event, which days counted, which did not and why, to the last day."""
    at = acting.open_for(pages.actor(request), number, "clock")
    clock = at.matter.clocks.get(key)
    if clock is None:
        raise Undisclosed
    spec = at.procedure.clocks.get(clock.clock)
    context = {
        "m": at.head,
        "c": duties.duty(clock, at.procedure, at.names),
        "reckoned": duties.explained(clock),
        "began": words.trigger(clock.facts.start_trigger, at.procedure, at.names),
        "pack": _("%(pack)s %(version)s")
        % {
            "pack": clock.facts.pack.id,
            "version": clock.facts.pack.version,
        },
        "calendar": f"{clock.facts.rule.calendar} {clock.facts.rule.calendar_version}",
        "note": say(spec.note) if spec and spec.note else "",
        "by_present_rule": clock.by_present_rule,
        "unverified": bool(spec and spec.source == "unverified"),
        "extensions": [
            {
                "by": e.by,
                "ground": ground(spec, e.ground),
                "at": dates.instant(e.at),
                "allowed_by": words.who(e.allowed_by, at.names),
            }
            for e in clock.extensions
        ],
    }
    return pages.show(request, "desk/clock.html", context, room="home")


def ground(spec: object, name: str) -> str:
    """The ground of an extension in words."""
    extension = getattr(spec, "extension", None)
    return say(extension.grounds.get(name)) if extension else name
