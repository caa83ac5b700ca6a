"""Checking a paper 文書核驗: whether a paper of this number and code was issued here."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dengwen.documents import issuing
from dengwen.web import limits, words
from dengwen.web.forms import controls
from dengwen.web.guards import public


class Paper(forms.Form):
    """The number of a paper and the code that stands beside it."""

    number = controls.line(
        _("Document number"),
        _("It stands at the head of the paper."),
        width="govuk-input--width-20",
        missing=_("Write the number of the paper."),
        most=100,
    )
    code = controls.line(
        _("Check code"),
        _("Ten characters beside the square code at the foot of the paper."),
        width="govuk-input--width-10",
        autocomplete="off",
        missing=_("Write the check code."),
        most=20,
    )


@public
@require_safe
def check(request: HttpRequest, number: str = "") -> HttpResponse:
    """Confirm a paper to whoever holds it; the same answer for everything that is not confirmed."""
    given = {"number": number or request.GET.get("number", ""), "code": request.GET.get("code", "")}
    asked = "code" in request.GET
    form = Paper(given if asked else None, initial=given)
    found = None
    sure = asked and form.is_valid()
    if sure:
        limits.take(limits.CHECK_FROM_ADDRESS, limits.address(request))
        said = form.cleaned_data
        found = issuing.check(said["number"].strip(), said["code"])
    body = words.say(found.body) if found else ""
    context = {"form": form, "found": found, "asked": sure, "body": body}
    return render(request, "portal/check.html", context)
