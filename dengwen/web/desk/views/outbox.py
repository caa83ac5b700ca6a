"""Messages sent 發送記錄: a line for each recipient, and what a person must see to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dengwen.delivery.models import OutboxRow
from dengwen.errors import Undisclosed
from dengwen.people.actor import Actor
from dengwen.web.desk import acting, letters, messages, navigation, notices, pages, uploads
from dengwen.web.desk.views.inbox import MOST
from dengwen.web.guards import staff

LARGEST = 2**63 - 1


class Act(forms.Form):
    """What is to be done with a message that was given up."""

    row = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput())
    act = forms.ChoiceField(choices=[("retry", ""), ("give_up", ""), ("posted", "")])
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)
    proof = forms.CharField(
        label=gettext_lazy("Number of the postal receipt"), required=False, max_length=80
    )

    def clean(self) -> dict[str, Any]:
        """Closing a message needs its reason, a posted letter its receipt."""
        said = super().clean() or self.cleaned_data
        if said.get("act") == "give_up" and not said.get("reason"):
            self.add_error("reason", _("Say why it is not sent any more."))
        if said.get("act") == "posted" and not said.get("proof"):
            self.add_error("proof", _("Write the number of the postal receipt."))
        return said


@staff(*navigation.holders("watch", "register"))
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The board; sending its form sees to one message that was given up."""
    actor = pages.actor(request)
    form = Act(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        seen_to(request, actor, form.cleaned_data)
        tab = messages.TO_POST if form.cleaned_data["act"] == "posted" else "dead"
        return redirect(f"{reverse('desk:outbox')}?state={tab}")
    wanted = state_of(request)
    seen = messages.visible(actor)
    rows = messages.chosen(seen, wanted)
    found = list(before(rows, request.GET.get("before", ""))[: messages.PAGE + 1])
    more = found[messages.PAGE :]
    mark = {"state": wanted, "before": str(found[messages.PAGE - 1].pk)} if more else {}
    context = {
        "form": form,
        "tabs": tabs(seen, wanted),
        "here": f"?state={wanted}",
        "lines": messages.lines(actor, found[: messages.PAGE]),
        "onward": f"?{urlencode(mark)}" if mark else "",
    }
    status = 422 if form is not None else 200
    return pages.show(request, "desk/outbox.html", context, room="outbox", status=status)


def state_of(request: HttpRequest) -> str:
    """The state asked for; '' for any."""
    asked = request.GET.get("state", "")
    return asked if asked in {*messages.STATES, messages.TO_POST} else ""


@staff(*navigation.holders("watch", "register"))
@require_safe
def letter(request: HttpRequest, row: int) -> HttpResponse:
    """A letter to print: for who may know whom it goes to, and recorded as a reading."""
    actor = pages.actor(request)
    found = messages.visible(actor).filter(id=min(row, LARGEST)).first()
    if found is None or not messages.is_letter(found):
        raise Undisclosed
    at = acting.open_for(actor, found.stream.removeprefix("matter:"), f"letter:{row}")
    if "identity" not in at.may or not messages.may_post(actor, tuple(at.matter.unit_path)):
        raise Undisclosed
    return uploads.pdf(letters.sheet(found, at), f"{at.matter.number}-{row}.pdf")


def before(rows: messages.Sent, mark: str) -> messages.Sent:
    """The rows older than the marked one, newest first; nonsense marks nothing."""
    rows = rows.order_by("-id")
    known = mark.isascii() and mark.isdigit() and int(mark[:20]) <= LARGEST
    return rows.filter(id__lt=int(mark[:20])) if known else rows


def seen_to(request: HttpRequest, actor: Actor, said: dict[str, Any]) -> None:
    """Do what was asked with the message; one that may not be known of is not there."""
    row: OutboxRow | None = messages.visible(actor).filter(id=said["row"]).first()
    if row is None:
        raise Undisclosed
    if said["act"] == "retry":
        done, told = messages.retry(actor, row), _("It will be tried again.")
    elif said["act"] == "posted":
        done = messages.posted(actor, row, said["proof"])
        told = _("The letter is marked as posted; its receipt stands in the matter.")
    else:
        done = messages.give_up(actor, row, said["reason"])
        told = _("It is not sent any more; the reason stands in the matter.")
    number = row.stream.removeprefix("matter:")
    notices.leave(request, told if done else _("Nothing was changed."), number)


def tabs(seen: messages.Sent, current: str) -> list[dict[str, Any]]:
    """The states with how many messages stand in each, up to a bound."""
    found = [{"label": _("All"), "href": "?", "current": not current, "count": ""}]
    to_post = (messages.TO_POST, _("Letters to post"))
    for state, label in (to_post, *messages.STATES.items()):
        n = messages.chosen(seen, state).order_by()[: MOST + 1].count()
        found.append(
            {
                "label": label,
                "href": f"?state={state}",
                "current": state == current,
                "count": f"{MOST}+" if n > MOST else str(n),
            }
        )
    return found
