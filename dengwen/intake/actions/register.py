"""Register 登記: the one way in, for every door.

A receipt is given when, and only when, the matter is committed. In order: (1) the submission is
checked whole; (2) files are sealed and synced to disk; (3) event, clocks, rows, receipt and
acknowledgement are written in one transaction, together with those of everyone who came at the same
moment; (4) it commits; (5) the receipt is handed over. Whatever fails before (4) leaves nothing and
gives no receipt.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop as _

from dengwen import times
from dengwen.documents import receipts
from dengwen.documents.receipts import Receipt
from dengwen.errors import Refusal
from dengwen.intake import next_steps, numbers, routing, sameness, validation
from dengwen.intake.submission import Submission
from dengwen.intake.taking import FIRST, Ready, receipt_of, secrets_of, take_all
from dengwen.intake.together import Together
from dengwen.law import library
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow, SecretRow
from dengwen.people import roles, units
from dengwen.people.actor import PUBLIC, Actor

MOST = 64
"""Submissions in one transaction."""

LOTS = 1
"""Transactions under way at once in a process: two would each be half as full, and what they cost
as such is most of what a few cost."""


def register(submission: Submission, actor: Actor = PUBLIC) -> Receipt:
    """Take a submission in and give its receipt, once it is durable.

    The same `entry_token` again gives the same number, marked `again`; with the secret only to who
    brings the seed it came of, for nobody else has it any more. Raises `Invalid` with every
    problem, `Refusal`, or what the database raises when it is away: then there is no receipt.
    """
    _may_register(submission, actor)
    try:
        ready = _checked(submission, actor)
    except Refusal:
        given = _given(submission)  # what was taken once is answered, whatever holds by now
        if given is None:
            raise
        return given
    return _alone(ready) if submission.uploads else _together(ready)


def _may_register(submission: Submission, actor: Actor) -> None:
    """The public uses the public's door; every other needs someone who may take matters in."""
    if submission.channel != "web" and actor.kind != "system" and not roles.can(actor, "register"):
        raise Refusal("not_registrar", _("Only a registrar may use this door."), status=403)


def _checked(submission: Submission, actor: Actor) -> Ready:
    """The submission with its procedure and kind. Raises `Invalid` with all that is wrong."""
    pack = library.current().file
    procedure, offer = routing.offered(submission, times.today(pack.time_zone))
    problems = validation.check(submission, offer, pack.languages, times.now())
    if problems:
        raise validation.Invalid(problems)
    return Ready(submission, actor, procedure, offer, routing.kind_of(submission, offer))


def _lot(lot: list[Ready]) -> list[Receipt | Exception]:
    """Register what came at the same moment, in one transaction; for each its receipt or its no.

    What is wrong with one of them is found by taking each alone. A database that is away is told to
    all at once: nobody waits for it as often as there are others.
    """
    try:
        return list(_taken(lot))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        return [_attempt(one) for one in lot] if len(lot) > 1 else [_answered(lot[0], error)]


def _taken(lot: list[Ready]) -> list[Receipt]:
    """The receipts of a lot: new ones in one transaction, and those given for earlier presses."""
    known = _known(lot)
    fresh: dict[str, int] = {}
    for place, one in enumerate(lot):
        token = one.submission.entry_token
        if token not in known:
            fresh.setdefault(token or f"/{place}", place)
    places = [
        fresh[token] for token in sorted(fresh)
    ]  # in one order: two lots never wait in a ring
    given: dict[int, Receipt] = {}
    if places:
        with transaction.atomic(durable=True):
            given = dict(zip(places, take_all([lot[place] for place in places]), strict=True))
    return [given.get(place) or _given_before(one.submission) for place, one in enumerate(lot)]


def _attempt(one: Ready) -> Receipt | Exception:
    return _lot([one])[0]


def _answered(one: Ready, error: Exception) -> Receipt | Exception:
    """What comes of one that failed by itself: another process may have been first with it."""
    given = _given(one.submission) if isinstance(error, IntegrityError) else None
    return given or error


def _alone(ready: Ready) -> Receipt:
    """Register one by itself: files are synced to disk on the way, and others need not wait."""
    found = _attempt(ready)
    if isinstance(found, Exception):
        raise found
    return found


_together = Together[Ready, Receipt](_lot, MOST, LOTS)


def _known(lot: Iterable[Ready]) -> set[str]:
    """The entry tokens that have their matter already."""
    asked = {one.submission.entry_token for one in lot} - {""}
    found = MatterRow.objects.filter(entry_token__in=asked).values_list("entry_token", flat=True)
    return {token for token in found if token} if asked else set()


def _given_before(submission: Submission) -> Receipt:
    given = _given(submission)
    if given is None:
        raise LookupError("a matter whose entry token was known is gone")
    return given


def _given(submission: Submission) -> Receipt | None:
    """The receipt of an earlier press of the same form; its secrets for who still has the seed."""
    if not submission.entry_token:
        return None
    number = MatterRow.objects.filter(entry_token=submission.entry_token).values_list(
        "number", flat=True
    )
    if not number:
        return None
    matter = load(number[0])
    secret, others = _kept_by(submission, matter.number)
    receipt = receipt_of(
        matter,
        secret,
        receipts.read(matter.stream) or "",
        next_steps.of(matter, library.procedure(matter.procedure)),
        units.get(matter.trail[0].unit).name if matter.trail else {},
        others,
    )
    changed = sameness.changed(submission, matter)
    return msgspec.structs.replace(receipt, again=True, changed=changed)


def _kept_by(submission: Submission, number: str) -> tuple[str, list[receipts.Secret]]:
    """The secrets that follow from the seed of a press, where they are those of this matter."""
    secret = numbers.secret_of(submission.seed, FIRST)
    row = SecretRow.objects.filter(number=number, digest=numbers.digest(secret))
    if not submission.seed or not row.exists():
        return "", []
    return secret, list(secrets_of(submission.people, submission.seed).values())
