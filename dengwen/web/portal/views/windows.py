"""Windows 窗口: where they are, how long people waited, times to book, and the queue.

No name is asked. A ticket has a number that is called out and a code that only its holder has; no
address holds either.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dengwen import times
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.window import actions, measured, rules, sitting
from dengwen.intake.window.actions.holding import Holder, holder
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.state import Queue, Window
from dengwen.web import limits, visits, words
from dengwen.web.guards import public
from dengwen.web.portal import standing, visiting


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every window, with its address, its hours today and how long people waited lately."""
    found = [sitting.from_row(row) for row in WindowRow.objects.filter(open=True)]
    queues = measured.queues([window.id for window in found], sitting.today())
    shown = [standing.window(window, queues.get(window.id)) for window in found]
    shown.sort(key=lambda one: (one["unit"]["name"], one["name"]))
    return page(request, "index", {"windows": shown})


@public
@require_safe
def show(request: HttpRequest, window: str) -> HttpResponse:
    """One window: its week, the days that differ, the queue now, the order of calling."""
    found = open_window(window)
    queue = sitting.queue_on(window, sitting.today())
    context = {
        "w": standing.window(found, queue),
        "week": visits.week(found),
        "ahead": visits.ahead(found),
        "makes_exchange": bool(found.calendar),
        "gives": gives(found, queue),
        "row": rules.IN_A_ROW,
    }
    return page(request, "window", context)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, window: str) -> HttpResponse:
    """Take a number: on a telephone, or at a kiosk that is cleared for the next visitor."""
    found = open_window(window)
    kiosk = "kiosk" in request.GET
    form = visiting.Press(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.take(visiting.TAKE_FROM_ADDRESS, limits.address(request))
        try:
            given = actions.take(
                window, form.cleaned_data["seed"], language=words.language(), **form.contact()
            )
        except Refusal as refusal:
            form.add_error(None, f"{words.reason(refusal)} {words.mend(refusal)}")
        else:
            return told(request, given, kiosk)
    now = sitting.queue_on(window, sitting.today())
    context = {"w": standing.window(found, now), "gives": gives(found, now), "form": form}
    return page(request, "queue", context | {"kiosk": kiosk}, 422 if form.errors else 200)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, window: str) -> HttpResponse:
    """Book a time: the day first, then one of its free times."""
    found = open_window(window)
    day = chosen_day(request, found)
    if day is None:
        return days(request, found, reverse("portal:window_book", args=[window]))
    free = standing.free(found, day)
    given = [request.POST] if request.method == "POST" else []
    at, press = visiting.Time(free, *given), visiting.Press(*given)
    if given and at.is_valid() & press.is_valid():
        limits.take(visiting.BOOK_FROM_ADDRESS, limits.address(request))
        seed, language = press.cleaned_data["seed"], words.language()
        try:
            made = actions.book(window, at.chosen(), seed, language=language, **press.contact())
        except Refusal as refusal:
            at.add_error(None, words.reason(refusal))
        else:
            return told(request, made, kiosk=False)
    elif given and (again := earlier(window, press)) is not None:
        return told(request, again, kiosk=False)
    context = {"w": standing.window(found, None), "day": day, "form": at, "press": press}
    return page(request, "time", context | {"free": free}, 422 if given else 200)


def earlier(window: str, press: visiting.Press) -> actions.Given | None:
    """The booking of an earlier press: its time is not free any more because it has it."""
    if not press.is_valid():
        return None
    return actions.booked_before(window, press.cleaned_data["seed"])


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest) -> HttpResponse:
    """Where one's own ticket stands; without one, the door that asks for its code."""
    form = visiting.Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.take(visiting.CODE_FROM_ADDRESS, limits.address(request))
        found = holder(form.cleaned_data["code"])
        if found is not None:
            visiting.hold(request, found)
            return redirect("portal:window_ticket")
        form.add_error("code", _("No ticket has this code."))
    held = None if form.is_bound else visiting.held(request)
    if held is None:
        return page(request, "code", {"form": form}, 422 if form.errors else 200)
    return page(request, "ticket", standing.ticket(held))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Choose another time for one's booking; the code stays the same."""
    held = visiting.held(request)
    if held is None:
        return redirect("portal:window_ticket")
    found = open_window(held.window)
    day = chosen_day(request, found)
    if day is None:
        return days(request, found, reverse("portal:window_move"))
    free = standing.free(found, day)
    form = visiting.Time(free, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        try:
            visiting.hold(request, actions.move(held, form.chosen()))
            return redirect("portal:window_ticket")
        except Refusal as refusal:
            form.add_error(None, words.reason(refusal))
    context = {"w": standing.window(found, None), "day": day, "form": form, "free": free}
    return page(request, "time", context, 422 if form.errors else 200)


@public
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Give the booked time back, or leave the queue."""
    held = visiting.held(request)
    if held is not None:
        doing = actions.cancel if standing.state_of(held) == "booked" else actions.give_up
        doing(held)
    return redirect("portal:window_ticket")


@public
@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Forget the ticket in this browser; it stays what it is."""
    visiting.let_go(request)
    return redirect("portal:windows")


def told(request: HttpRequest, given: actions.Given, kiosk: bool) -> HttpResponse:
    """The ticket with its code, once; a kiosk keeps nothing of it."""
    held = Holder(given.window, date.fromisoformat(given.day), given.ticket)
    if not kiosk:
        visiting.hold(request, held)
    context = standing.ticket(held) | {"code": given.code, "kiosk": kiosk}
    return page(request, "given", context)


def days(request: HttpRequest, window: Window, here: str) -> HttpResponse:
    """The days with free times, to choose one."""
    free = [(day, len(standing.free(window, day))) for day in visits.days(window)]
    some = any(n for _day, n in free)
    context = {"w": standing.window(window, None), "days": free, "some": some, "here_url": here}
    return page(request, "day", context)


def chosen_day(request: HttpRequest, window: Window) -> date | None:
    """The day in the address, where times of it are given."""
    if window.slot < 1:
        raise Undisclosed
    wanted = request.GET.get("day", "")
    return next((day for day in visits.days(window) if day.isoformat() == wanted), None)


def gives(window: Window, queue: Queue | None) -> bool:
    """Whether numbers are given at this moment."""
    try:
        rules.may_take(queue or sitting.unused(window), times.now())
    except Refusal:
        return False
    return True


def open_window(window: str) -> Window:
    """A window of the public's. Raises `Undisclosed` for none, and for one that was ended."""
    found = sitting.get(window)
    if not found.open:
        raise Undisclosed
    return found


def page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the windows; none is kept by any cache, for queues move."""
    here = {"here": "windows", **context}
    response = render(request, f"portal/window/{name}.html", here, status=status)
    response["Cache-Control"] = "no-store"
    return response
