"""Everything that is wrong with a submission, found at once and said by field. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from dengwen.errors import Refusal
from dengwen.intake.submission import CHANNELS, Person, Submission
from dengwen.law.procedure import Field, Offer
from dengwen.matters.rules.needs import KINDS

MOST = {"subject": 200, "statement": 10_000, "place": 1_000, "about": 1_000}
"""Characters of each free text."""

LINE, TEXT = 300, 5_000
"""Characters of an answer of one line, and of several."""

MOST_PEOPLE = 505
NOTIFY_BY = ("none", "email", "sms", "post")

_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[^\s@<>\"',;:()\[\]\\]{1,185}\.[^\s@.]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,28}[0-9]")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{0,100}")
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2200, 1, 1)


def _(says: str) -> str:
    """Mark a sentence for the translators."""
    return says


class Invalid(Refusal):
    """A submission that cannot be taken as it is; `problems` holds every reason, each by field."""

    def __init__(self, problems: list[Refusal]) -> None:
        first = problems[0]
        super().__init__(
            "submission_invalid", first.says, facts=first.facts, mend=first.mend, field=first.field
        )
        self.problems = problems


def check(
    submission: Submission, offer: Offer, languages: list[str], now: datetime
) -> list[Refusal]:
    """All that must be mended before the submission can be taken; empty when nothing must."""
    return [
        *_envelope(submission, languages, now),
        *_texts(submission),
        *_place(submission),
        *_answers(submission.answers, offer.asks),
        *_people(submission.people),
    ]


def _envelope(s: Submission, languages: list[str], now: datetime) -> Iterator[Refusal]:
    if s.channel not in CHANNELS:
        yield _no("unknown_channel", _("There is no such way in."), "channel")
    if s.language not in languages:
        yield _no("unknown_language", _("Choose one of the languages offered."), "language")
    if not _TOKEN.fullmatch(s.entry_token):
        yield _no("bad_token", _("This form is too old. Open it again."), "entry_token")
    if s.received_at is not None:
        if s.received_at.tzinfo is None:
            yield _no("no_time_zone", _("The time has no time zone."), "received_at")
        elif s.received_at > now + timedelta(minutes=5):
            yield _no("time_to_come", _("This time has not come yet."), "received_at")


def _texts(s: Submission) -> Iterator[Refusal]:
    for field, most in MOST.items():
        yield from _text(field, getattr(s, field), most)
    if not s.statement.strip() and not s.uploads:
        yield _no("statement_missing", _("Tell what happened."), "statement")


def _text(field: str, words: Any, most: int) -> Iterator[Refusal]:
    """What is wrong with one text: not one at all, unreadable, or too long."""
    if not isinstance(words, str):
        yield _no("not_text", _("This cannot be read."), field)
    elif not readable(words):
        yield _no("unreadable", _("What you sent has characters that cannot be read."), field)
    elif len(words) > most:
        yield _no(
            "too_long",
            _("This is too long: {length} characters, and {most} fit."),
            field,
            {"length": len(words), "most": most},
        )


def readable(words: str) -> bool:
    """Whether a text holds no NUL, no lone surrogate and no control but blanks and line ends."""
    return not any(
        c == "\x7f" or (c < " " and c not in "\t\r\n\v\f") or "\ud800" <= c <= "\udfff"
        for c in words
    )


def _place(s: Submission) -> Iterator[Refusal]:
    given = {"latitude": (s.latitude, 90), "longitude": (s.longitude, 180)}
    if bool(s.latitude) != bool(s.longitude):
        yield _no("half_a_point", _("A point needs both latitude and longitude."), "latitude")
    for field, (text, most) in given.items():
        if text and not _is_within(text, most):
            yield _no("bad_coordinate", _("This is not a place on the map."), field)


def _is_within(text: str, most: int) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and -most <= value <= most and len(text) <= 24


def _answers(answers: dict[str, Any], asks: dict[str, Field]) -> Iterator[Refusal]:
    for name in answers.keys() - asks.keys():
        yield _no("not_asked", _("This was not asked."), name)
    for name, field in asks.items():
        value = answers.get(name)
        if value is None or value == "":
            if field.required:
                yield _no("answer_missing", _("This is needed."), name)
        else:
            yield from _answer(name, field, value)


def _answer(name: str, field: Field, value: Any) -> Iterator[Refusal]:
    match field.type:
        case "choice":
            if value not in field.options:
                yield _no("not_offered", _("Choose one of the answers offered."), name)
        case "yes_no":
            if not isinstance(value, bool):
                yield _no("not_yes_or_no", _("Answer yes or no."), name)
        case "date":
            if not _is_day(value):
                yield _no("no_such_day", _("There is no such day in the calendar."), name)
        case "datetime":
            if not _is_instant(value):
                yield _no("no_such_time", _("There is no such time."), name)
        case "number" | "money":
            if not _is_figure(value):
                yield _no("not_a_figure", _("Write a figure, such as 1200."), name)
        case "line":
            yield from _text(name, value, LINE)
        case _:
            yield from _text(name, value, TEXT)


def _is_day(value: Any) -> bool:
    try:
        return _EARLIEST <= date.fromisoformat(value) < _LATEST
    except (TypeError, ValueError):
        return False


def _is_instant(value: Any) -> bool:
    try:
        return _EARLIEST <= datetime.fromisoformat(value).date() < _LATEST
    except (TypeError, ValueError):
        return False


def _is_figure(value: Any) -> bool:
    try:
        return len(str(value)) <= 24 and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _people(people: tuple[Person, ...]) -> Iterator[Refusal]:
    if len(people) > MOST_PEOPLE:
        yield _no(
            "too_many_people",
            _("No more than {most} people can be written down at once."),
            "people",
            {"most": MOST_PEOPLE},
        )
    for place, person in enumerate(people[:MOST_PEOPLE]):
        yield from _person(person, "" if place == 0 else f"people.{place}.")


def _person(person: Person, under: str) -> Iterator[Refusal]:
    for field, most in (("name", 100), ("address", 300), ("needs", 1_000)):
        yield from _text(under + field, getattr(person, field), most)
    for field, most in (("speaks", 100), ("consent", 1_000)):
        yield from _text(under + field, getattr(person, field), most)
    if set(person.needs_kinds) - set(KINDS):
        yield _no("not_offered", _("Choose one of the answers offered."), under + "needs_kinds")
    if person.email and not is_email(person.email):
        yield _no("bad_email", _("This is not an e-mail address."), under + "email")
    if person.phone and not is_phone(person.phone):
        yield _no("bad_phone", _("This is not a telephone number."), under + "phone")
    if person.notify_by not in NOTIFY_BY:
        yield _no("bad_notify", _("Choose one of the answers offered."), under + "notify_by")
    needed = {"email": "email", "sms": "phone", "post": "address"}.get(person.notify_by, "")
    if needed and needed not in person.contact:
        yield _no("nowhere_to_tell", _("Say where we shall reach you."), under + needed)


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address that one header line can carry."""
    return readable(text) and bool(_EMAIL.fullmatch(text.strip()))


def is_phone(text: str) -> bool:
    """Whether a text has the shape of a telephone number: 5 to 20 digits."""
    digits = sum(c.isdigit() for c in text)
    return bool(_PHONE.fullmatch(text.strip())) and 5 <= digits <= 20


def _no(code: str, says: str, field: str, facts: dict[str, Any] | None = None) -> Refusal:
    return Refusal(code, says, field=field, facts=facts or {})
