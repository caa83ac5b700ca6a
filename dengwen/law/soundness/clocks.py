"""The duties: every clock can start, can stop, and listens only to what can happen."""

from __future__ import annotations

from dengwen.law.procedure import Clock
from dengwen.law.soundness.page import Page, near
from dengwen.law.strict_yaml import Steps

PLAIN = ("received", "asked", "answered", "moved")


def check(page: Page) -> None:
    """Stop at the first clock that cannot work as it is written."""
    words = triggers(page)
    for name, clock in page.procedure.clocks.items():
        at = ("clocks", name)
        _words(page, at, clock, words)
        _runs(page, at, clock)
        _counts(page, at, clock)
        _extends(page, at, clock)


def triggers(page: Page) -> set[str]:
    """Every word for something that can happen in this procedure."""
    own = page.procedure
    words = {*PLAIN, *own.steps}
    words |= {f"proposed.{name}" for name, step in own.steps.items() if step.approval}
    words |= {f"served.{name}" for name in own.documents}
    words |= {f"lapsed.{name}" for name in own.clocks}
    words |= {
        f"linked.{procedure.procedure}.{kind}"
        for procedure in page.procedures.values()
        for kind in procedure.kinds
    }
    return words


def _words(page: Page, at: Steps, clock: Clock, words: set[str]) -> None:
    for key in ("starts", "stops", "restarts"):
        for index, word in enumerate(getattr(clock, key)):
            _word(page, (*at, key, index), word, words)
    if clock.counts_from:
        _word(page, (*at, "counts_from"), clock.counts_from, words)
    for index, pause in enumerate(clock.pauses):
        _word(page, (*at, "pauses", index, "from"), pause.from_, words)
        _word(page, (*at, "pauses", index, "to"), pause.to, words)


def _word(page: Page, at: Steps, word: str, words: set[str]) -> None:
    if word not in words:
        page.refuse(at, f"Nothing that happens here is called {word!r}.", near(word, words))


def _runs(page: Page, at: Steps, clock: Clock) -> None:
    if not any(can_happen(page, word, clock) for word in clock.starts):
        mend = "Name a step, or a service of a document, that a matter of these kinds can have."
        page.refuse((*at, "starts"), "This clock can never start.", mend)
    if not any(can_happen(page, word, clock) for word in clock.stops):
        mend = "Name the step, or the service of the document, that fulfils the duty."
        page.refuse((*at, "stops"), "This clock can never stop.", mend)
    if set(clock.starts) == set(clock.stops):
        page.refuse((*at, "stops"), "It stops on what starts it.", "Name what fulfils the duty.")


def can_happen(page: Page, word: str, clock: Clock) -> bool:
    """Whether a trigger can occur in a matter of a kind that the clock is for."""
    own, kinds = page.procedure, page.kinds_of(clock.kinds)
    name = word.removeprefix("proposed.")
    if name in own.steps:
        return bool(kinds & page.kinds_of(own.steps[name].kinds))
    document = word.removeprefix("served.")
    if document in own.documents:
        steps = [step for step in own.steps.values() if document in step.issues]
        return any(kinds & page.kinds_of(step.kinds) for step in steps) or any(
            other.extension and other.extension.issues == document for other in own.clocks.values()
        )
    if word == "asked":
        return any(step.asks and kinds & page.kinds_of(step.kinds) for step in own.steps.values())
    if word == "moved":
        steps = [step for step in own.steps.values() if step.moves_to]
        return any(kinds & page.kinds_of(step.kinds) for step in steps)
    return True


def _counts(page: Page, at: Steps, clock: Clock) -> None:
    if clock.limit < 1:
        page.refuse((*at, "limit"), "A term of nothing is no term.", "Give the number in the law.")
    if clock.unit in ("hours", "seconds") and clock.roll != "none":
        page.refuse((*at, "roll"), "Hours run through rest days.", "Write `roll: none`.")
    rolls = clock.roll != "none" and clock.unit != "working_days"
    if rolls and not clock.roll_basis:
        mend = "Add `roll_basis:` with the article, or `roll: none`."
        page.refuse(at, "The last day rolls, and no article says so.", mend)
    if clock.promise is not None and not 0 < clock.promise <= clock.limit:
        mend = f"Write a number from 1 to {clock.limit}, or drop it."
        page.refuse((*at, "promise"), "A local promise may only be shorter than the law.", mend)
    if clock.calendar and clock.calendar not in page.calendars:
        page.known((*at, "calendar"), clock.calendar, page.calendars, "calendar")
    if (clock.silence == "nothing") and clock.silence_to:
        mend = "Write `silence: deemed_…`, or drop `silence_to`."
        page.refuse((*at, "silence_to"), "Silence that means nothing leads nowhere.", mend)
    if clock.silence != "nothing" and not clock.silence_to:
        page.refuse(
            (*at, "silence"), "Where this silence leads is not said.", "Add `silence_to: <status>`."
        )


def _extends(page: Page, at: Steps, clock: Clock) -> None:
    extension = clock.extension
    if extension is None:
        return
    at = (*at, "extension")
    roles = page.file.roles
    page.all_known((*at, "proposed_by"), extension.proposed_by, roles, "role")
    page.all_known((*at, "approved_by"), extension.approved_by, roles, "role")
    if not extension.proposed_by:
        page.refuse((*at, "proposed_by"), "Nobody may ask for it.", "Name a role.")
    if not extension.approved_by:
        page.refuse((*at, "approved_by"), "Nobody could give the approval.", "Name a role.")
    if not extension.grounds:
        page.refuse((*at, "grounds"), "It has no ground.", "Give the ground that the law gives.")
    if extension.up_to < 1 or extension.times < 1:
        page.refuse(at, "An extension by nothing is none.", "Give `up_to` and `times`, or drop it.")
    if extension.issues:
        page.known((*at, "issues"), extension.issues, page.procedure.documents, "document")
