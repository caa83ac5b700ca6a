"""Windows 窗口: setting them up, calling and serving, shutting them, and the board of waits."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.documents import render
from dengwen.errors import Refusal, Undisclosed
from dengwen.intake.window import actions, rules, sitting
from dengwen.intake.window.state import Queue, Ticket, Window
from dengwen.people.actor import Actor
from dengwen.web import visits
from dengwen.web import words as say_it
from dengwen.web.desk import fields, navigation, notices, pages, queues, windows
from dengwen.web.desk.views.staff import done, units_of
from dengwen.web.forms import controls
from dengwen.web.guards import staff
from dengwen.web.words import language

at_windows = staff(*navigation.holders("register", "watch", "run_accounts"))
only_administrators = staff(*navigation.holders("run_accounts"))

Act = Callable[[HttpRequest, Actor, Window], HttpResponse | None]


class NewWindow(windows.Arrange):
    """A window to be set up."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), widget=fields.select())
    window = forms.CharField(
        label=gettext_lazy("Short name in its address"),
        help_text=gettext_lazy("Small letters, digits, hyphens. It is never changed."),
        max_length=40,
        widget=fields.line("govuk-input--width-20"),
        error_messages=controls.ERRORS,
    )

    def __init__(self, actor: Actor, *given: Any) -> None:
        super().__init__(*given)
        self.fields["unit"].choices = units_of(actor)  # type: ignore[attr-defined]
        self.order_fields(["unit", "window", *self.fields])


@at_windows
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The windows of the reader's units, and how each stands now."""
    actor = pages.actor(request)
    context = {
        "windows": queues.lines(actor),
        "arranges": navigation.opens(actor, ("run_accounts",)),
    }
    return pages.show(request, "desk/window/index.html", context, room="windows")


@only_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Set a window up."""
    actor = pages.actor(request)
    form = NewWindow(actor, *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        said = form.cleaned_data
        doing = partial(
            actions.open_window, actor, said["unit"], said["window"], form.arrangement()
        )
        if done(doing, form):
            notices.leave(request, _("The window is open to the public."))
            return redirect("desk:window_arrange", said["window"])
    status = 422 if form.is_bound else 200
    return pages.show(
        request, "desk/window/add.html", {"form": form}, room="windows", status=status
    )


@only_administrators
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, window: str) -> HttpResponse:
    """Name, place, hours, exceptions; booked times that fall out are cancelled and told."""
    actor = pages.actor(request)
    found = queues.seen(actor, window)
    rules.may_arrange(actor, found.path)
    act = request.POST.get("act", "")
    form = windows.Arrange(*([request.POST] if act == "change" else []), window=found)
    special = windows.Special(request.POST if act == "except" else None)
    if request.method == "POST" and arranged(request, actor, found, act, form, special):
        notices.leave(request, _("The change was made."))
        return redirect("desk:window_arrange", window)
    address = request.build_absolute_uri(reverse("portal:window_queue", args=[window]))
    context = {
        "form": special if special.is_bound else form,
        "arrange": form,
        "special": special,
        "specials": specials(found),
        "w": {"id": window, "name": visits.named(found.name), "open": found.open},
        "place": visits.named(found.place),
        "qr": render.qr(address),
        "address": address,
    }
    status = 422 if request.method == "POST" else 200
    return pages.show(request, "desk/window/arrange.html", context, room="windows", status=status)


def arranged(
    request: HttpRequest,
    actor: Actor,
    window: Window,
    act: str,
    form: windows.Arrange,
    special: windows.Special,
) -> bool:
    """Do what the page's form asks; False leaves the reason on the form."""
    if act == "change" and form.is_valid():
        return done(partial(actions.rearrange, actor, window.id, form.arrangement()), form)
    if act == "except" and special.is_valid():
        said = special.cleaned_data
        given = said["day"], said["hours"], said["reason"]
        return done(partial(actions.except_day, actor, window.id, *given), special)
    if act == "drop" and request.POST.get("day", "") in window.exceptions:
        actions.drop_exception(actor, window.id, date.fromisoformat(request.POST["day"]))
        return True
    if act == "end":
        actions.end_window(actor, window.id)
        return True
    return False


def specials(window: Window) -> list[dict[str, Any]]:
    """The exceptions from today on, in order."""
    today = sitting.today().isoformat()
    return [
        {"day": day, "hours": visits.written(special.hours), "reason": special.reason}
        for day, special in sorted(window.exceptions.items())
        if day >= today
    ]


@at_windows
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, window: str) -> HttpResponse:
    """The window now: who is next, who is there, who is owed a call; and how the days were."""
    actor = pages.actor(request)
    found = queues.seen(actor, window)
    form = windows.Shut(request.POST if request.POST.get("act") == "shut" else None)
    answer = acted(request, actor, found, form) if request.method == "POST" else None
    if answer is not None:
        return answer
    context = queues.page(actor, found) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return pages.show(request, "desk/window/window.html", context, room="windows", status=status)


def acted(
    request: HttpRequest, actor: Actor, window: Window, form: windows.Shut
) -> HttpResponse | None:
    """Call, give a number, shut or reopen; None leaves the reason on the form."""
    act, today = request.POST.get("act", ""), sitting.today()
    if act == "call":
        called = actions.call(actor, window.id, today)
        return redirect("desk:window_ticket", window.id, today.isoformat(), called.id)
    if act == "give":
        given = actions.take(window.id, secrets.token_urlsafe(32), actor=actor, language=language())
        context = {"given": given, "place": visits.named(window.place), "day": today}
        context |= {"w": {"id": window.id, "name": visits.named(window.name)}}
        return pages.show(request, "desk/window/given.html", context, room="windows")
    if act == "shut" and form.is_valid():
        doing = partial(actions.shut, actor, window.id, today, form.cleaned_data["reason"])
        if not done(doing, form):
            return None
    elif act == "reopen":
        actions.reopen(actor, window.id, today)
    else:
        return None
    return redirect("desk:window", window.id)


@at_windows
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, window: str, day: str, ticket: str) -> HttpResponse:
    """One ticket: call it, register for it, say whom to see, or that it was left unserved."""
    actor = pages.actor(request)
    found = queues.seen(actor, window)
    queue, held = read(found, day, ticket)
    posted = [request.POST] if request.method == "POST" else []
    act = request.POST.get("act", "")
    whom = windows.Whom(found, *(posted if act in ("finish", "called_back") else []))
    turn = windows.OutOfTurn(request.POST if act == "out_of_turn" else None)
    back = windows.CallBack(found, *(posted if act == "unserved" else []))
    bound = next((form for form in (whom, turn, back) if form.is_bound), whom)
    if posted and dealt(actor, found, queue, held, act, (whom, turn, back)):
        if act in ("finish", "call", "out_of_turn"):
            return redirect(request.path)
        return redirect("desk:window", window)
    context = queues.ticket(actor, found, queue, held) | {
        "form": bound,
        "whom_form": whom,
        "turn": turn,
        "back": back,
        "key": key(window, day, ticket),
    }
    if context["serves"] and held.called_back_at is None:
        context["contact"] = queues.contact(actor, queue, held)
    status = 422 if posted else 200
    return pages.show(request, "desk/window/ticket.html", context, room="windows", status=status)


def dealt(
    actor: Actor, window: Window, queue: Queue, held: Ticket, act: str, given: tuple[Any, ...]
) -> bool:
    """Do what was asked with a ticket; False leaves the reason on its form."""
    whom, turn, back = given
    at = actor, window.id, date.fromisoformat(queue.day), held.id
    if act in ("call", "absent"):
        doing = actions.call if act == "call" else actions.absent
        doing(*at)
        return True
    if act == "out_of_turn" and turn.is_valid():
        ground = turn.cleaned_data["out_of_turn"]
        return done(partial(actions.call, *at, out_of_turn=ground), turn)
    if act == "finish" and whom.is_valid():
        return done(partial(actions.finish, *at, **whom.whom()), whom)
    if act == "unserved" and back.is_valid():
        return done(partial(actions.leave_unserved, *at, back.cleaned_data["call_back"]), back)
    if act == "called_back" and whom.is_valid():
        return done(partial(actions.call_back, *at, **whom.whom()), whom)
    return False


def read(window: Window, day: str, ticket: str) -> tuple[Queue, Ticket]:
    """A ticket of a day. Raises `Undisclosed` where there is none."""
    try:
        queue = sitting.queue_on(window.id, date.fromisoformat(day))
    except ValueError:
        raise Undisclosed from None
    if queue is None or queue.day != day:
        raise Undisclosed
    return queue, rules.ticket_of(queue, ticket)


def key(window: str, day: str, ticket: str) -> str:
    """How an address names a ticket for which a matter is registered."""
    return f"{window}.{day}.{ticket}"


def asked(request: HttpRequest) -> dict[str, Any] | None:
    """The ticket for which the counter registers, where its address names one that is served."""
    parts = request.GET.get("ticket", "").split(".")
    if len(parts) != 3:
        return None
    found = queues.seen(pages.actor(request), parts[0])
    _queue, held = read(found, parts[1], parts[2])
    if held.state != "called":
        return None
    name = visits.named(found.name)
    return {"parts": parts, "key": ".".join(parts), "number": held.number, "window": name}


def registered(request: HttpRequest, number: str) -> dict[str, Any] | None:
    """Link what was just registered to the ticket it was registered for; the ticket, for the page.

    The matter is registered whatever becomes of the link; a refusal stands beside the receipt.
    """
    held = asked(request)
    if held is None:
        return None
    window, day, ticket = held["parts"]
    try:
        actions.register_for(pages.actor(request), window, date.fromisoformat(day), ticket, number)
    except Refusal as refusal:
        held["refused"] = say_it.reason(refusal)
    return held
