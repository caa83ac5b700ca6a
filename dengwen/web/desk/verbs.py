"""Acts beside the steps 其他操作: which there are, when each is offered, on what form.

Whether an act is offered is only a courtesy of the page, asked of the same rules by which the
action itself judges; `doing.py` does them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dengwen.errors import Refusal
from dengwen.matters import rules
from dengwen.matters.rules import erasing, service, who
from dengwen.web import dates
from dengwen.web.desk import doing, joining, reading, tasks
from dengwen.web.desk.acting import At, Task

Builder = Callable[[At, HttpRequest], forms.Form]
Guard = Callable[[At], Refusal | None]

NOTHING_TO_SERVE = gettext_noop("No paper waits to be served.")
NOBODY_TO_ASK = gettext_noop("Nobody stands in this matter who could be asked.")
NO_CALL = gettext_noop("No call back is owed.")
NO_CLOCK = gettext_noop("No clock runs that could be made longer.")
OTHER_ROLE = gettext_noop("This needs another role at the unit that has the matter.")
NO_JOINING = gettext_noop("Nobody else can join a matter of this sort.")


@dataclass(frozen=True)
class Verb:
    """One act: how it is called, its form, its doing, and why it is not offered."""

    name: str
    label: Any
    button: Any
    form: Builder
    run: doing.Doing
    why_not: Guard
    hint: Any = ""
    warning: bool = False

    def task(self, request: HttpRequest, at: At) -> Task:
        """The act as a page's task."""
        form = self.form(at, request)
        return Task(
            heading=str(self.label),
            button=str(self.button),
            form=form,
            run=partial(self.run, at, form),
            hint=str(self.hint),
            warning=self.warning,
        )


def given(request: HttpRequest) -> tuple[Any, ...]:
    """What was sent, for a form; nothing on the first showing."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def not_offered(says: str) -> Refusal:
    """An act that is not open here, for this reason."""
    return Refusal("not_offered", says, status=409)


def asking(*checks: Callable[[At], object]) -> Guard:
    """A guard of checks that raise their refusal."""

    def guard(at: At) -> Refusal | None:
        try:
            for check in checks:
                check(at)
        except Refusal as refusal:
            return refusal
        return None

    return guard


def working(at: At) -> None:
    """The reader works on the matter."""
    rules.require_working(at.matter, at.actor)


def running(at: At) -> None:
    """The matter has not ended."""
    rules.require_open(at.matter, at.procedure)


def ended(at: At) -> None:
    """The matter has ended."""
    if not at.matter.final:
        raise not_offered(erasing.STILL_RUNNING)


def somebody(at: At) -> None:
    """Someone stands in the matter."""
    if not at.matter.parties:
        raise not_offered(NOBODY_TO_ASK)


def assigning(at: At) -> None:
    """The reader gives matters to handlers here, or may take this one."""
    if not who.holds(at.matter, at.actor, (*who.ASSIGNING, "handler"), "own"):
        raise not_offered(OTHER_ROLE)


def extending(at: At) -> None:
    """Some clock may be made longer by the reader; else the nearest reason why none may."""
    refusals = [
        rules.why_not_extend(at.matter, at.procedure, key, at.actor) for key in at.matter.clocks
    ]
    if None in refusals:
        return
    told = [r for r in refusals if r and r.code not in ("cannot_be_extended", "unknown_clock")]
    raise next(iter(told), not_offered(NO_CLOCK))


def serving(at: At) -> None:
    """A paper waits to be served, and the reader serves papers here."""
    if not who.holds(at.matter, at.actor, service.SERVING, "own"):
        raise not_offered(OTHER_ROLE)
    if not any(paper.unserved for paper in at.matter.documents.values()):
        raise not_offered(NOTHING_TO_SERVE)


def owing(at: At) -> None:
    """A promised call is owed."""
    if not any(call.reached_at is None for call in at.matter.calls.values()):
        raise not_offered(NO_CALL)


def naming(at: At) -> None:
    """The reader may say whom the matter is about."""
    rules.require_naming(at.matter, at.actor)


def keeping_out(at: At) -> None:
    """The reader may keep out of it."""
    rules.require_recusal(at.matter, at.actor, at.actor.staff)


def person_joining(at: At) -> None:
    """Someone else may join in one of the procedure's roles."""
    if not tasks.joinable(at.procedure):
        raise not_offered(NO_JOINING)
    role = next(iter(tasks.joinable(at.procedure)))
    rules.require_join(at.matter, at.procedure, role, False, at.actor)


def extend_form(at: At, request: HttpRequest) -> forms.Form:
    """The form of the first clock that may be made longer."""
    clock = at.matter.clocks[doing.extendable(at)]
    return tasks.Extend(clock, at.procedure.clocks[clock.clock], *given(request))


def serve_form(at: At, request: HttpRequest) -> forms.Form:
    """The papers that wait, each with each person it has not reached."""
    waiting = [paper for paper in at.matter.documents.values() if paper.unserved]
    papers = [
        (f"{paper.id}/{party}", f"{_called(at, paper.id)} → {at.names.party(party)}")
        for paper in waiting
        for party in paper.unserved
    ]
    ways = [way for paper in waiting for way in at.procedure.documents[paper.kind].ways]
    wanted = request.GET.get("document", "")
    first = next((value for value, _label in papers if value.startswith(f"{wanted}/")), None)
    start = {"paper": first, "reached": "yes"}
    return tasks.Serve(papers, list(dict.fromkeys(ways)), *given(request), initial=start)


def _called(at: At, document: str) -> str:
    paper = at.matter.documents[document]
    return f"{reading.document_label(paper, at.procedure)} {paper.number}".strip()


def called_form(at: At, request: HttpRequest) -> forms.Form:
    """The calls that are owed, the earliest first."""
    owed = [call for call in at.matter.calls.values() if call.reached_at is None]
    offered = [
        (call.id, f"{at.names.party(call.party)} · {dates.instant(call.by_at)}")
        for call in sorted(owed, key=lambda call: call.by_at)
    ]
    return tasks.Called(offered, *given(request))


def note_form(at: At, request: HttpRequest) -> forms.Form:
    """One text."""
    return tasks.Text(_("Note"), _("Seen by staff with this matter only."), *given(request))


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "assign",
            _("Assign"),
            _("Assign"),
            lambda at, request: tasks.Assign(at.choices.staff, *given(request)),
            doing.assigned,
            asking(running, assigning),
        ),
        Verb(
            "unassign",
            _("Take it back from its handler"),
            _("Take it back"),
            lambda at, request: joining.Reason(*given(request)[:1]),
            joining.taken_back,
            asking(joining.may_take_back),
        ),
        Verb(
            "extend",
            _("Extend a clock"),
            _("Propose the extension"),
            extend_form,
            doing.extended,
            asking(extending),
        ),
        Verb(
            "serve",
            _("Record service"),
            _("Record"),
            serve_form,
            doing.served,
            asking(serving),
        ),
        Verb(
            "ask",
            _("Ask the person"),
            _("Ask"),
            lambda at, request: tasks.Ask(at.choices.parties, *given(request)),
            doing.asked,
            asking(working, running, somebody),
        ),
        Verb(
            "promise",
            _("Promise a call back"),
            _("Promise it"),
            lambda at, request: tasks.Promise(at.choices.parties, *given(request)),
            doing.promised,
            asking(working, running, somebody),
        ),
        Verb(
            "called",
            _("Record a call back"),
            _("Record it"),
            called_form,
            doing.called,
            asking(working, owing),
        ),
        Verb("note", _("Add a note"), _("Add the note"), note_form, doing.noted, asking(working)),
        Verb(
            "attach",
            _("Attach a file"),
            _("Attach"),
            lambda at, request: tasks.Attach(at.choices.parties, *given(request)),
            doing.attached,
            asking(working),
        ),
        Verb(
            "subject",
            _("Name whom it is about"),
            _("Name them"),
            lambda at, request: tasks.Name(*given(request)),
            doing.named,
            asking(naming),
        ),
        Verb(
            "recuse",
            _("Keep out of it myself"),
            _("Keep out"),
            lambda at, request: tasks.Recuse(*given(request)),
            doing.recused,
            asking(keeping_out),
            hint=_("You will no longer see this matter."),
            warning=True,
        ),
        Verb(
            "erase",
            _("Erase a person's data"),
            _("Propose the erasure"),
            lambda at, request: tasks.Erase(at.choices.parties, *given(request)),
            doing.erased,
            asking(working, ended, somebody),
            hint=_(
                "Once another person approves, name, contact, words, files and papers of this "
                "person are destroyed here and in every copy, and no backup brings them back. "
                "What stays is that a matter came in, its number, dates, steps and outcome, and "
                "the numbers of its papers: the law keeps the service answerable for them, and "
                "they name nobody."
            ),
            warning=True,
        ),
        Verb(
            "join",
            _("Let a person join"),
            _("Let them join"),
            lambda at, request: tasks.Join(at.procedure, *given(request)),
            doing.joined,
            asking(person_joining),
        ),
        Verb(
            "together",
            _("Join with another matter"),
            _("Join them"),
            joining.join_form,
            joining.joined,
            asking(joining.may_join),
        ),
        Verb(
            "separate",
            _("Separate from a joined matter"),
            _("Separate them"),
            joining.separate_form,
            joining.separated,
            asking(joining.may_separate),
        ),
        Verb(
            "carry",
            _("Do the same in the joined matters"),
            _("Do it there too"),
            joining.carry_form,
            joining.carried,
            asking(joining.may_carry),
            hint=_(
                "The words of this matter stand here already. Read them once more: nothing in them "
                "may tell one person of another."
            ),
        ),
    )
}
"""Every act, in the order in which a page offers them."""


def offered(at: At) -> list[Verb]:
    """The acts that are open to the reader now."""
    return [verb for verb in VERBS.values() if verb.why_not(at) is None]
