"""Putting a paper in words, in each of its languages: values, notice, basis and remedies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dengwen.documents.paper import Face, Paper, Way
from dengwen.errors import Fault
from dengwen.law import library, wording
from dengwen.law.procedure import Cite, Clock, Field, Remedy

_BABEL = {"zh-hant": "zh_Hant", "zh-hans": "zh_Hans"}


def faces(
    paper: Paper, number: str, code: str, *, draft: bool = False, remarks: Iterable[str] = ()
) -> list[Face]:
    """The paper in each of its languages, the one that counts first; a draft with `remarks`."""
    made = [_face(paper, number, code, language) for language in paper.languages]
    if not draft:
        return made
    marked = [_as_draft(face, numbered=paper.rule.numbered) for face in made]
    marked[0] = msgspec.structs.replace(marked[0], remarks=list(remarks))
    return marked


def read_out(face: Face) -> str:
    """A face as one reads it, from the title to who signed it."""
    ways = [f"{way.label}: {way.within}" for way in face.remedies]
    return "\n".join([face.title, *face.paragraphs, *ways, face.signed, face.body])


def check_address(number: str, code: str) -> str:
    """Where a paper can be checked: the address in its QR."""
    base = settings.DENGWEN_ADDRESS
    return f"{base}/check/{quote(number, safe='')}?code={code}" if number else ""


def follow_address(number: str) -> str:
    """Where a matter is followed. It holds the number, never the secret."""
    return f"{settings.DENGWEN_ADDRESS}/follow?number={number}"


def day_in_words(day: date, language: str) -> str:
    """A legal day as it is written out: 2026年3月2日, 2 March 2026."""
    return format_date(day, "long", locale=_BABEL.get(language.lower(), "en_GB"))


_CITED = {
    "zh-hant": ("《{title}》", "第{article}條", "第{part}款", "第{part}項"),
    "zh-hans": ("《{title}》", "第{article}条", "第{part}款", "第{part}项"),
    "en": ("“{title}”", ", article {article}", ", paragraph {part}", ", item {part}"),
}
"""How title, article, paragraph and item are cited in each language, as its lawyers write them."""


def citation(cite: Cite, language: str) -> str:
    """An article as it is cited: 《信訪工作條例》第23條第2款, “…”, article 23, paragraph 2."""
    instrument, _hash, rest = cite.partition("#")
    known = library.current().file.instruments.get(instrument)
    title = library.say(known.title, language) if known else instrument
    forms = _CITED.get(language.lower(), _CITED["en"])
    article, *parts = rest.split(".") if rest else ("",)
    written = forms[0].format(title=title)
    if article:
        written += forms[1].format(article=article)
    below = zip(forms[2:], parts, strict=False)
    return written + "".join(form.format(part=part) for form, part in below)


def term(clock: Clock, language: str) -> str:
    """How long a clock is, in words: 30 days, 5 working days."""
    counts = {
        "seconds": ngettext("%(n)s second", "%(n)s seconds", clock.limit),
        "hours": ngettext("%(n)s hour", "%(n)s hours", clock.limit),
        "calendar_days": ngettext("%(n)s day", "%(n)s days", clock.limit),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", clock.limit),
        "months": ngettext("%(n)s month", "%(n)s months", clock.limit),
        "years": ngettext("%(n)s year", "%(n)s years", clock.limit),
    }
    figure = format_decimal(clock.limit, locale=_BABEL.get(language.lower(), "en_GB"))
    return counts[clock.unit] % {"n": figure}


def values(paper: Paper, number: str, language: str) -> dict[str, str]:
    """What the notice's placeholders stand for. What is not known is empty."""
    say = library.say
    kind = paper.procedure.kinds.get(paper.matter_kind)
    outcome = kind.outcomes.get(paper.outcome) if kind else None
    own = {
        "number": paper.matter_number,
        "document_number": number,
        "follow_address": follow_address(paper.matter_number),
        "service": say(library.current().file.service, language),
        "unit": say(paper.body, language),
        "unit_address": paper.contact.get("address", ""),
        "unit_telephone": paper.contact.get("telephone", ""),
        "body_above": say(paper.bodies.get("above"), language),
        "addressee": _joined(paper.addressees, language),
        "what": paper.what,
        "place": paper.place,
        "said": paper.said,
        "said_by": paper.said_by,
        "kind": say(kind.label, language) if kind else "",
        "outcome": say(outcome, language) or paper.outcome,
        "received_on": _day(paper.received_on, language),
        "issued_on": _day(paper.day, language),
    }
    due = {
        f"{name}_due": _day(date.fromisoformat(last[:10]), language)
        for name, last in paper.clocks.items()
        if last
    }
    taken = {f"{step}_on": _day(day, language) for step, day in paper.taken.items()}
    return taken | _fields(paper, language) | due | paper.values | own


def _face(paper: Paper, number: str, code: str, language: str) -> Face:
    pack = library.current()
    notice = pack.notices.get(paper.rule.notice)
    if notice is None:
        raise Fault(f"the pack has no notice {paper.rule.notice}")
    known = values(paper, number, language)
    worded = wording.word(notice, known, language, pack.file.default_language)
    basis = dict.fromkeys([*paper.rule.basis, *notice.basis])
    with translation.override(language.lower()):
        ways = [_way(paper, remedy, language) for remedy in _remedies(paper)]
        return Face(
            language=language,
            head=known["unit"],
            number=number,
            title=worded.title,
            addressee=_("%(name)s:") % {"name": known["addressee"]} if known["addressee"] else "",
            paragraphs=worded.paragraphs,
            basis_label=_("Basis"),
            basis=[citation(cite, language) for cite in basis],
            remedies_label=_("If you disagree"),
            remedies=ways,
            signed=_("Handled by %(name)s") % {"name": paper.signed_by} if paper.signed_by else "",
            body=known["unit"],
            date=known["issued_on"],
            seal=_("(seal)"),
            check_label=_("Check this paper at"),
            check=check_address(number, code),
            caution=_caution(paper),
        )


def _as_draft(face: Face, *, numbered: bool) -> Face:
    with translation.override(face.language.lower()):
        told = _("(numbered when it is issued)") if numbered else ""
        return msgspec.structs.replace(face, draft=_("PREVIEW"), unnumbered=told)


def _fields(paper: Paper, language: str) -> dict[str, str]:
    """The fields of the steps that issue the paper, choices and days in words."""
    rules: dict[str, Field] = {}
    for step in paper.procedure.steps.values():
        if paper.kind in step.issues:
            rules |= step.needs
    return {name: _value(value, rules.get(name), language) for name, value in paper.fields.items()}


def _value(value: Any, rule: Field | None, language: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        with translation.override(language.lower()):
            return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return _joined([_value(one, rule, language) for one in value], language)
    if isinstance(value, dict):
        return library.say({k: str(v) for k, v in value.items()}, language)
    if rule is not None and value in rule.options:
        return library.say(rule.options[value], language)
    if rule is not None and rule.type == "date":
        return _day(date.fromisoformat(str(value)), language)
    return str(value)


def _remedies(paper: Paper) -> list[Remedy]:
    """The remedies that this paper opens, in the pack's order."""
    return [
        remedy
        for name, remedy in paper.procedure.remedies.items()
        if (paper.kind in remedy.against or name in paper.rule.remedies)
        and (not remedy.kinds or paper.matter_kind in remedy.kinds)
    ]


def _way(paper: Paper, remedy: Remedy, language: str) -> Way:
    """One remedy: how long from the day the paper is received, to whom, under which article.

    The last day itself is told when the service is recorded: it hangs on the day of receipt.
    """
    clock = paper.procedure.clocks[remedy.clock]
    body = library.say(paper.bodies.get(remedy.goes_to), language)
    facts = {"term": term(clock, language), "body": body}
    within = (
        _("within %(term)s of the day you receive this, to %(body)s") % facts
        if body
        else _("within %(term)s of the day you receive this") % facts
    )
    return Way(
        label=library.say(remedy.label, language),
        within=within,
        hint=library.say(remedy.hint, language),
        basis=_joined([citation(cite, language) for cite in remedy.basis], language),
    )


def _caution(paper: Paper) -> str:
    """That the pack's rule behind the paper has not been verified by a named lawyer."""
    if paper.procedure.verified is not None:
        return ""
    return _("The rules behind this paper have not yet been verified by a named lawyer.")


def _joined(names: Iterable[str], language: str) -> str:
    return ("、" if language.lower().startswith("zh") else ", ").join(n for n in names if n)


def _day(day: date | None, language: str) -> str:
    return day_in_words(day, language) if day else ""
