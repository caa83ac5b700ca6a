"""Signing in and out: tried slowly by whoever guesses, never sent to another host afterwards."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dengwen.people import accounts
from dengwen.web import limits
from dengwen.web.desk import fields
from dengwen.web.guards import RENEW, back_to, public, staff


class SignInForm(forms.Form):
    """Staff id and password."""

    staff = forms.CharField(label=_("Staff id"), max_length=64, widget=fields.line())
    password = forms.CharField(
        label=_("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "govuk-input", "autocomplete": "current-password"}
        ),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["staff"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for staff id and password; a right pair opens the desk under a fresh session."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["staff"]
        limits.take(limits.SIGN_IN_FROM_ADDRESS, limits.address(request))
        limits.take_name(limits.SIGN_IN_NAME, limits.SIGN_IN_ANYWHERE, name, request)
        user = authenticate(request, username=name, password=form.cleaned_data["password"])
        if user is not None:
            limits.know(limits.SIGN_IN_NAME, name, request)
            login(request, user)  # rotates the session's key
            if accounts.is_temporary(user):
                request.session[RENEW] = True
                return redirect("desk:account")
            return HttpResponseRedirect(onward)
        form.add_error(None, _("Staff id and password do not belong together."))
    status = 422 if form.is_bound else 200
    shown = {"form": form, "next": request.GET.get("next") or request.POST.get("next", "")}
    return render(request, "desk/sign_in.html", shown, status=status)


@staff()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the desk; the session and all it held are gone."""
    logout(request)
    return redirect("desk:sign_in")


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: an address of this site, else the inbox."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return back_to(request, wanted, reverse("desk:home"))
