"""Naming a deputy and declaring an interest, from the page of one's own account."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dengwen.people.actions.declare_interest import declare_interest
from dengwen.people.actions.end_deputy import end_deputy
from dengwen.people.actions.set_deputy import set_deputy
from dengwen.web.desk import notices, pages
from dengwen.web.desk.away import Away, Back, Interest
from dengwen.web.desk.views import account
from dengwen.web.desk.views.staff import done
from dengwen.web.guards import staff


@staff()
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Name who stands in, from the first day to the last."""
    actor = pages.actor(request)
    form = Away(actor, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        days = said["from_on"], said["to_on"]
        if done(partial(set_deputy, actor, actor.staff, said["deputy"], *days), form):
            notices.leave(request, _("Your deputy was named."))
            return redirect("desk:account")
    return account.page(request, away=form)


@staff()
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Come back sooner: the deputy no longer stands in from today on."""
    actor = pages.actor(request)
    form = Back(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        end_deputy(actor, actor.staff, said["deputy"], said["from_on"])
        notices.leave(request, _("Your deputy no longer stands in."))
    return redirect("desk:account")


@staff()
@require_POST
def interest(request: HttpRequest) -> HttpResponse:
    """Declare an interest; what was written is sealed."""
    actor = pages.actor(request)
    form = Interest(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        where = [said["unit"]] if said["unit"] else []
        doing = partial(declare_interest, actor, actor.staff, said["ground"], said["words"], where)
        if done(doing, form):
            notices.leave(request, _("Your interest was declared."))
            return redirect("desk:account")
    return account.page(request, interest=form)
