"""Joining matters, separating them and answering each: the forms, and what they become.

Every one of these acts is judged by the matters' own rules; here is only how they are asked for.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from dengwen.errors import Refusal, Undisclosed
from dengwen.intake import numbers
from dengwen.ledger.event import Sealed
from dengwen.matters import rules
from dengwen.matters.actions import alike, lists
from dengwen.matters.actions.carry_over import carry_over, offered
from dengwen.matters.actions.join_matters import join_matters
from dengwen.matters.actions.open import load
from dengwen.matters.actions.separate import separate
from dengwen.matters.actions.unassign import unassign
from dengwen.matters.state import Matter
from dengwen.web import words as say_it
from dengwen.web.desk import fields
from dengwen.web.desk.acting import At, Done
from dengwen.web.words import say

JOINED = gettext_noop("One of them is joined with another matter already.")
NOT_JOINED = gettext_noop("These two matters are not joined.")
NOTHING_TO_CARRY = gettext_noop(
    "Nothing that was done here can be done now in a matter joined with it."
)


class Reason(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=fields.TEXT, widget=fields.area(4)
    )


class Join(Reason):
    """With which other matter, and which of the two leads."""

    other = forms.CharField(
        label=gettext_lazy("Number of the other matter"),
        max_length=40,
        widget=fields.line("govuk-input--width-20"),
    )
    leads = forms.ChoiceField(
        label=gettext_lazy("Which of the two leads"),
        help_text=gettext_lazy(
            "What is done in the one that leads can be done in the other too. Each person keeps "
            "their own number, dates and answer, and learns nothing of the other."
        ),
        choices=[
            ("here", gettext_lazy("This matter")),
            ("other", gettext_lazy("The other matter")),
        ],
        widget=fields.radios(),
    )
    field_order = ("other", "leads", "reason")

    def clean_other(self) -> str:
        """The number as it is written."""
        return numbers.read_number(self.cleaned_data["other"])


class Separate(Reason):
    """From which matter."""

    def __init__(self, joined: list[str], *given: Any) -> None:
        super().__init__(*given)
        field = fields.choose([(number, number) for number in joined], True)
        field.label = _("From which matter")
        field.initial = joined[0] if len(joined) == 1 else None
        self.fields["other"] = field
        self.order_fields(["other", "reason"])


class Carry(fields.PackForm):
    """The step's own fields with the words of the matter that leads, and for which matters."""

    def __init__(self, at: At, step: str, *given: Any) -> None:
        spec = at.procedure.steps[step]
        before = taken_with(at.matter, step)
        super().__init__(spec.needs, at.choices, say, *given, initial=before)
        followers = visible_followers(at)
        self.fields["to"] = forms.MultipleChoiceField(
            label=_("“%(step)s” in these matters") % {"step": say(spec.label)},
            help_text=_("Each is done in its own matter and answered on a paper of its own."),
            choices=[(number, number) for number in followers],
            initial=followers,
            widget=fields.checks(),
        )
        self.fields["step"] = forms.CharField(initial=step, widget=forms.HiddenInput())
        self.order_fields(["step", "to"])


def taken_with(matter: Matter, step: str) -> dict[str, Any]:
    """What was filled in when the step was last taken, as a form shows it."""
    lines = [line for line in matter.lines if line.type == "step_taken" and line.data.step == step]
    given = lines[-1].data.fields if lines else {}
    opened = {k: v.value if isinstance(v, Sealed) else v for k, v in given.items()}
    shown: dict[str, Any] = {}
    for name, value in opened.items():
        if isinstance(value, bool):
            shown[name] = "yes" if value else "no"
        elif isinstance(value, dict):
            about = [f"unit:{unit}" for unit in value.get("units", [])]
            shown[name] = about + [f"staff:{one}" for one in value.get("staff", [])]
        else:
            shown[name] = value
    return shown


def visible_followers(at: At) -> list[str]:
    """The matters that follow this one, as far as the reader may know of them."""
    found = lists.visible(at.actor).filter(number__in=at.matter.followers)
    return sorted(found.values_list("number", flat=True))


def visible_joined(at: At) -> list[str]:
    """The matters joined with this one, as far as the reader may know of them."""
    found = lists.visible(at.actor).filter(number__in=list(at.matter.joined))
    return sorted(found.values_list("number", flat=True))


def may_join(at: At) -> None:
    """The matter can be joined with another at all."""
    rules.require_working(at.matter, at.actor)
    rules.require_open(at.matter, at.procedure)
    if at.matter.led_by:
        raise Refusal("joined_already", JOINED, status=409)


def may_separate(at: At) -> None:
    """It is joined with a matter that the reader may know of."""
    rules.require_working(at.matter, at.actor)
    if not visible_joined(at):
        raise Refusal("not_joined", NOT_JOINED, status=409)


def may_carry(at: At) -> None:
    """Something done here can be done in a matter that follows."""
    rules.require_working(at.matter, at.actor)
    if not steps(at):
        raise Refusal("nothing_to_carry", NOTHING_TO_CARRY, status=409)


def may_take_back(at: At) -> None:
    """The matter can be taken from its handler, or given back by them."""
    refusal = rules.why_not_taken_back(at.matter, at.procedure, at.actor)
    if refusal is not None:
        raise refusal


def steps(at: At) -> list[str]:
    """The steps taken here that can be taken in the matters that follow."""
    followers = [load(number) for number in visible_followers(at)]
    return [one for one in offered(at.matter, at.actor, followers) if one in at.procedure.steps]


def join_form(at: At, request: HttpRequest) -> forms.Form:
    """The form of a join; the matter that came first leads, unless one says otherwise."""
    other = numbers.read_number(request.GET.get("other", ""))
    row = lists.visible(at.actor).filter(number=other).first()
    first = row is not None and at.matter.received_at and row.received_at < at.matter.received_at
    start = {"other": other if row else "", "leads": "other" if first else "here"}
    return Join(request.POST) if request.method == "POST" else Join(initial=start)


def separate_form(at: At, request: HttpRequest) -> forms.Form:
    """The form of a separation."""
    return Separate(visible_joined(at), *([request.POST] if request.method == "POST" else []))


def carry_form(at: At, request: HttpRequest) -> forms.Form:
    """The form of the step that is asked for, or of the first that can be carried."""
    asked = (request.POST if request.method == "POST" else request.GET).get("step", "")
    can = steps(at)
    if asked and asked not in can:
        raise Undisclosed
    given = [request.POST, request.FILES] if request.method == "POST" else []
    return Carry(at, asked or can[0], *given)


def joined(at: At, form: Any) -> Done:
    """Join them, and record what spoke for it."""
    said = form.cleaned_data
    found = alike.alike(at.actor, alike.of(at.matter), most=alike.MOST * 4)
    common = next((one.factors for one in found if one.row.number == said["other"]), [])
    here = said["leads"] == "here"
    join_matters(at.actor, at.matter.number, said["other"], said["reason"], common, leads=here)
    return Done(_("The matters are joined. Each person keeps their own number, dates and answer."))


def separated(at: At, form: Any) -> Done:
    """Separate them."""
    said = form.cleaned_data
    separate(at.actor, at.matter.number, said["other"], said["reason"])
    return Done(_("The matters were separated."))


def carried(at: At, form: Any) -> Done:
    """Take the step in each; tell what was refused, matter by matter. Raises the first refusal
    where all were."""
    said = form.cleaned_data
    done = carry_over(at.actor, at.matter.number, said["step"], form.answers(), said["to"])
    refused = [(one.number, one.refusal) for one in done if one.refusal is not None]
    if refused and len(refused) == len(done):
        raise refused[0][1]
    told = [_("Done in the joined matters.")]
    told += [f"{number}: {say_it.reason(refusal)}" for number, refusal in refused]
    return Done(" ".join(told))


def taken_back(at: At, form: Any) -> Done:
    """Leave it with nobody."""
    unassign(at.actor, at.matter.number, form.cleaned_data["reason"])
    return Done(_("The matter is with nobody now."))
