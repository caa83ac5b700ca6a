"""One's own account: password, language, who stands in, and interests declared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dengwen.people import accounts
from dengwen.web import limits
from dengwen.web.desk import away, names, notices, pages
from dengwen.web.desk.away import Away, Interest
from dengwen.web.guards import RENEW, staff
from dengwen.web.page import LANGUAGES


def secret(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    """A field whose words are not shown."""
    attrs = {"class": "govuk-input govuk-input--width-20", "autocomplete": autocomplete}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs=attrs),
    )


class Password(forms.Form):
    """The old password and twice the new one."""

    old = secret(gettext_lazy("Present password"), "current-password")
    new = secret(
        gettext_lazy("New password"),
        "new-password",
        gettext_lazy("At least 12 characters, and none that others would guess."),
    )
    again = secret(gettext_lazy("New password once more"), "new-password")

    def __init__(self, user: Any, *given: Any) -> None:
        super().__init__(*given)
        self.user = user

    def clean_old(self) -> str:
        """The old password must be right."""
        old = str(self.cleaned_data["old"])
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        """Long enough and not known to everybody."""
        new = str(self.cleaned_data["new"])
        if self.user.check_password(new):
            raise ValidationError(_("The new password is the present one."))
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        said = super().clean() or self.cleaned_data
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return said


@staff()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The account's page, and the changing of the password. Other sessions end with it."""
    actor = pages.actor(request)
    if request.method == "POST":
        limits.take_name(limits.SIGN_IN_NAME, limits.SIGN_IN_ANYWHERE, actor.staff, request)
    form = Password(request.user, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        form.user.set_password(form.cleaned_data["new"])
        form.user.save(update_fields=["password"])
        update_session_auth_hash(request, form.user)
        accounts.settled(form.user)
        request.session.pop(RENEW, None)
        limits.know(limits.SIGN_IN_NAME, actor.staff, request)
        notices.leave(request, _("Your password was changed."))
        return redirect("desk:account")
    return page(request, password=form)


def page(request: HttpRequest, **given: forms.Form) -> HttpResponse:
    """The account's page; a form that was sent and is not right stands on it as it was sent."""
    actor = pages.actor(request)
    units = names.unit_names()
    held = [(names.role(h.role), units.get(h.unit, h.unit)) for h in actor.held]
    wrong = next((form for form in given.values() if form.is_bound), None)
    shown = {"password": Password(request.user), "away": Away(actor), "interest": Interest()}
    context = {
        **(shown | given),
        "form": wrong,
        "standing": away.lines(away.of(actor.staff)),
        "declared": away.declared(actor.staff),
        "held": held,
        "languages": LANGUAGES,
        "staff_id": actor.staff,
        "renew": request.session.get(RENEW, False),
    }
    status = 422 if wrong is not None else 200
    return pages.show(request, "desk/account.html", context, room="account", status=status)
