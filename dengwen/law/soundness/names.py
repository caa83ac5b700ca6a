"""Every name that points at another: steps, documents, remedies, offers, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from dengwen.law.pack import CLOSED_VALUES, MESSAGE_VALUES, VALUES, Notice
from dengwen.law.predicates import PREDICATES
from dengwen.law.procedure import Document, Field, Step
from dengwen.law.soundness.page import Page, near
from dengwen.law.strict_yaml import Steps

PLACEHOLDER = re.compile(r"{([^{}]*)}")


def check(page: Page) -> None:
    """Stop at the first name that points at nothing, or at the wrong sort of thing."""
    _kinds(page)
    for name, step in page.procedure.steps.items():
        _step(page, ("steps", name), step)
    _clocks(page)
    _documents(page)
    _offers(page)


def _kinds(page: Page) -> None:
    own = page.procedure
    for name, kind in own.kinds.items():
        page.known(("kinds", name, "enters"), kind.enters, own.statuses, "status")
    if not any(role.brings for role in own.parties.values()):
        mend = "Mark the role of the one who brings the matter with `brings: true`."
        page.refuse(("parties",), "Nobody brings this matter.", mend)


def _step(page: Page, at: Steps, step: Step) -> None:
    own = page.procedure
    page.all_known((*at, "from"), step.from_, own.statuses, "status")
    if not step.from_:
        page.refuse((*at, "from"), "It can be taken from nowhere.", "Name the statuses.")
    if step.to:
        page.known((*at, "to"), step.to, own.statuses, "status")
    page.all_known((*at, "kinds"), step.kinds, own.kinds, "kind")
    page.all_known((*at, "when"), step.when, PREDICATES, "predicate")
    page.all_known((*at, "after"), step.after, own.steps, "step")
    page.all_known((*at, "not_who_took"), step.not_who_took, own.steps, "step")
    page.all_known((*at, "issues"), step.issues, own.documents, "document")
    _ends(page, at, step)
    _who(page, at, step)
    _fields(page, (*at, "needs"), step.needs)
    _points(page, at, step)
    _outcomes(page, at, step)


def _ends(page: Page, at: Steps, step: Step) -> None:
    final = bool(step.to) and page.procedure.statuses[step.to or ""].final
    if step.ends and not final:
        page.refuse((*at, "ends"), "It ends the matter in no final status.", "Correct `to`.")
    if final and not step.ends:
        wrong = f"It goes to {step.to!r}, which is final, without ending the matter."
        page.refuse((*at, "to"), wrong, "Add `ends: true`.")


def _who(page: Page, at: Steps, step: Step) -> None:
    roles = page.file.roles
    page.all_known((*at, "who", "roles"), step.who.roles, roles, "role")
    page.all_known((*at, "who", "parties"), step.who.parties, page.procedure.parties, "party role")
    if not step.who.roles and not step.who.parties:
        page.refuse((*at, "who"), "Nobody may take this step.", "Name `roles` or `parties`.")
    if step.approval is None:
        return
    approval = (*at, "approval")
    page.all_known((*approval, "roles"), step.approval.roles, roles, "role")
    if not step.approval.roles:
        page.refuse((*approval, "roles"), "Nobody could give the approval.", "Name a role.")
    steps = page.procedure.steps
    page.all_known((*approval, "not_who_took"), step.approval.not_who_took, steps, "step")


def _fields(page: Page, at: Steps, fields: dict[str, Field]) -> None:
    for name, field in fields.items():
        if field.type == "choice" and not field.options:
            page.refuse((*at, name), "A choice of nothing.", "Add `options:`.")
        if field.type != "choice" and field.options:
            wrong = f"A field of type {field.type} offers no options."
            page.refuse((*at, name, "options"), wrong, "Write `type: choice`, or drop them.")


def _points(page: Page, at: Steps, step: Step) -> None:
    """The keys of a step that name one of its own fields: the field must be of the right type."""
    if step.moves_to not in (None, "previous", "above"):
        _field(page, at, step, "moves_to", "unit")
    _field(page, at, step, "assigns", "staff")
    _field(page, at, step, "names_subject", "subject")
    _field(page, at, step, "asks", "text")
    if field := _field(page, at, step, "kind_from", "choice"):
        open_kinds = {name for name, kind in page.procedure.kinds.items() if not kind.remedy_only}
        options = (*at, "needs", step.kind_from or "", "options")
        for option in field.options:
            page.known((*options, option), option, open_kinds, "kind that may be chosen")


def _field(page: Page, at: Steps, step: Step, key: str, kind: str) -> Field | None:
    name = getattr(step, key)
    if name is None:
        return None
    page.known((*at, key), name, step.needs, "field in this step's `needs`")
    field = step.needs[name]
    if field.type != kind:
        wrong = f"{key} names {name!r}, a field of type {field.type}."
        page.refuse((*at, key), wrong, f"Name a field of type {kind}.")
    return field


def _outcomes(page: Page, at: Steps, step: Step) -> None:
    given = [step.outcome] if step.outcome else []
    where: Callable[[str], Steps] = lambda _: (*at, "outcome")  # noqa: E731
    if field := _field(page, at, step, "outcome_from", "choice"):
        given = list(field.options)
        where = lambda option: (*at, "needs", step.outcome_from or "", "options", option)  # noqa: E731
    for kind in sorted(page.kinds_of(step.kinds)):
        known = page.procedure.kinds[kind].outcomes
        for outcome in given:
            page.known(where(outcome), outcome, known, f"outcome of the kind {kind}")


def _clocks(page: Page) -> None:
    own = page.procedure
    for name, clock in own.clocks.items():
        at = ("clocks", name)
        page.all_known((*at, "kinds"), clock.kinds, own.kinds, "kind")
        page.all_known((*at, "when"), clock.when, PREDICATES, "predicate")
        page.all_known((*at, "parties"), clock.parties, own.parties, "party")
        if clock.parties and not clock.per_party:
            mend = "Add `per_party: true`, or drop `parties`."
            page.refuse((*at, "parties"), "This clock is not one of each party.", mend)
        if clock.silence_to:
            page.known((*at, "silence_to"), clock.silence_to, own.statuses, "status")


def _documents(page: Page) -> None:
    own = page.procedure
    issued = {name for step in own.steps.values() for name in step.issues}
    issued |= {clock.extension.issues or "" for clock in own.clocks.values() if clock.extension}
    for name, document in own.documents.items():
        at = ("documents", name)
        page.known((*at, "notice"), document.notice, page.notices, "notice")
        page.all_known((*at, "served_to"), document.served_to, own.parties, "party role")
        page.all_known((*at, "remedies"), document.remedies, own.remedies, "remedy")
        if name not in issued:
            mend = "Let a step issue it, or remove it."
            page.refuse(at, "No step issues this document.", mend)
        _for_subject(page, at, document)
        _worded(page, at, page.notices[document.notice], _values(page, name, document))


def _for_subject(page: Page, at: Steps, document: Document) -> None:
    """A paper for those the matter is about is for nobody outside the service."""
    page.all_known((*at, "for_above"), document.for_above, page.file.roles, "role")
    if document.for_subject and document.served_to:
        wrong = "One paper cannot be for the parties and for those the matter is about."
        page.refuse((*at, "served_to"), wrong, "Write `served_to: []`, or make two papers of it.")
    if document.for_above and not document.for_subject:
        mend = "Add `for_subject: true`, or drop `for_above`."
        page.refuse((*at, "for_above"), "It is for nobody whom anyone stands above.", mend)


def _values(page: Page, name: str, document: Document) -> set[str]:
    """What the words of a document may be filled from: the matter, and the steps that issue it. For
    those the pack bars, only what tells nothing of who brought it."""
    own = page.procedure
    fields = {key for step in own.steps.values() if name in step.issues for key in step.needs}
    if document.for_subject and own.subject.barred:
        return {*CLOSED_VALUES, *fields}
    dues = {f"{name}_due" for name in own.clocks}
    taken = {f"{name}_on" for name in own.steps}
    return {*VALUES, *fields, *dues, *taken}


def _worded(page: Page, at: Steps, notice: Notice, values: set[str]) -> None:
    for text in [notice.title, *notice.paragraphs]:
        for words in text.values():
            for name in PLACEHOLDER.findall(words):
                if name not in values:
                    wrong = (
                        f"Its notice {notice.notice!r} asks for {{{name}}}, which nothing gives."
                    )
                    page.refuse((*at, "notice"), wrong, near(name, values))


def placeholders(notice: Notice) -> set[str]:
    """Every value that a notice is filled from."""
    texts = [notice.title, *notice.paragraphs, *([notice.subject] if notice.subject else [])]
    return {
        name for text in texts for words in text.values() for name in PLACEHOLDER.findall(words)
    }


def message_values() -> Collection[str]:
    """What a notice that no document uses, a message, may be filled from."""
    return {*VALUES, *MESSAGE_VALUES}


def remedies(page: Page) -> None:
    """Stop at a remedy whose clock is not started by the document it challenges."""
    own = page.procedure
    for name, remedy in own.remedies.items():
        at = ("remedies", name)
        page.all_known((*at, "against"), remedy.against, own.documents, "document")
        page.known((*at, "clock"), remedy.clock, own.clocks, "clock")
        page.all_known((*at, "kinds"), remedy.kinds, own.kinds, "kind")
        for index, document in enumerate(remedy.against):
            if f"served.{document}" not in own.clocks[remedy.clock].starts:
                wrong = f"The clock {remedy.clock!r} does not start on the service of {document!r}."
                mend = f"Let it start on served.{document}, or name another clock."
                page.refuse((*at, "against", index), wrong, mend)
            if name not in own.documents[document].remedies:
                wrong = f"The document {document!r} does not tell of this remedy."
                page.refuse((*at, "against", index), wrong, f"Add {name} to its `remedies`.")
        if remedy.procedure:
            page.known((*at, "procedure"), remedy.procedure, page.procedures, "procedure")
            kinds = page.procedures[remedy.procedure].kinds
            page.known((*at, "kind"), remedy.kind or "", kinds, f"kind of {remedy.procedure}")


def _offers(page: Page) -> None:
    own = page.procedure
    open_kinds = {name for name, kind in own.kinds.items() if not kind.remedy_only}
    for name, offer in own.offers.items():
        at = ("offers", name)
        page.known((*at, "kind"), offer.kind, open_kinds, "kind that may be brought at the door")
        _fields(page, (*at, "asks"), offer.asks)
        for field, answers in offer.kind_by.items():
            page.known((*at, "kind_by", field), field, offer.asks, "question in `asks`")
            asked = offer.asks[field]
            given = asked.options if asked.type == "choice" else ("yes", "no")
            for answer, kind in answers.items():
                page.known((*at, "kind_by", field, answer), answer, given, "answer")
                page.known((*at, "kind_by", field, answer), kind, open_kinds, "kind")
