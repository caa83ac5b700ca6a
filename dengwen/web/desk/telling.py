"""The time line 時間線: each event of a matter told as a person would say it.

One teller a type of event. `tests/web/desk` holds that every type of the wing has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.law import procedure as law
from dengwen.matters.state import Line
from dengwen.web import dates
from dengwen.web.desk.words import (
    CHANNELS,
    FACTORS,
    OCCASIONS,
    RELATIONS,
    WAYS,
    Detail,
    Names,
    answer,
    clock_label,
    step_label,
    tell,
    who,
)

GAP = timedelta(minutes=1)
"""A longer time than this between happening and being recorded is shown."""

SOURCES = {
    "server": gettext_lazy("server's clock"),
    "typed": gettext_lazy("typed by staff"),
    "device": gettext_lazy("a device's clock"),
    "postmark": gettext_lazy("postmark"),
    "imported": gettext_lazy("imported"),
    "simulated": gettext_lazy("simulated"),
    "law": gettext_lazy("by operation of law"),
}
STAGES = {
    "half": gettext_lazy("half of the time is gone"),
    "near": gettext_lazy("the due date is near"),
    "due": gettext_lazy("due"),
    "overdue": gettext_lazy("overdue"),
}


@dataclass(frozen=True)
class Told:
    """One line of a time line, said."""

    version: int
    type: str
    title: str
    who: str
    at: datetime
    recorded_at: datetime
    late_entry: bool
    source: str
    details: list[Detail]
    basis: list[str]
    quiet: bool
    other: str = ""


@dataclass
class Said:
    """What one event says, while it is being put into words."""

    title: str
    details: list[Detail] = field(default_factory=list)
    quiet: bool = False
    other: str = ""

    def add(self, label: str, value: Any, names: Names, long: bool = False) -> Said:
        """Add a labelled value, if there is one."""
        text = tell(value, names)
        if text:
            self.details.append(Detail(str(label), text, long or len(text) > 80))
        return self


Teller = Callable[[Any, law.Procedure | None, Names], Said]
"""From the typed data of an event (matters.events) to what it says."""


def _fields(said: Said, step: str, d: Any, procedure: law.Procedure | None, names: Names) -> Said:
    spec = procedure.steps.get(step) if procedure else None
    for name, value in d.fields.items():
        known = spec.needs.get(name) if spec else None
        label = names.say(known.label) if known else name
        text = answer(value, known, names)
        if text:
            said.details.append(Detail(label, text, len(text) > 80))
    return said


def _outcome(outcome: str, procedure: law.Procedure | None, names: Names) -> str:
    for kind in (procedure.kinds if procedure else {}).values():
        if outcome in kind.outcomes:
            return names.say(kind.outcomes[outcome])
    return outcome


def _received(d: Any, p: law.Procedure | None, n: Names) -> Said:
    channel = CHANNELS.get(d.channel, d.channel)
    said = Said(_("Received through %(channel)s") % {"channel": channel})
    return said.add(_("Unit"), n.unit(d.unit), n)


def _taken(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(step_label(d.step, p, n))
    if d.outcome:
        said.add(_("Outcome"), _outcome(d.outcome, p, n), n)
    if d.proposed_by:
        said.add(_("Proposed by"), n.staff(d.proposed_by.removeprefix("staff:")), n)
    return _fields(said, d.step, d, p, n)


def _proposed(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("Proposed: %(step)s") % {"step": step_label(d.step, p, n)})
    return _fields(said, d.step, d, p, n)


def _kind(d: Any, p: law.Procedure | None, n: Names) -> Said:
    kinds = p.kinds if p else {}
    names = [n.say(kinds[k].label) if k in kinds else k for k in (d.from_kind, d.to_kind)]
    return Said(
        _("Kind changed from %(before)s to %(after)s")
        % dict(zip(("before", "after"), names, strict=True))
    )


def _assigned(d: Any, p: law.Procedure | None, n: Names) -> Said:
    if not d.staff:
        return Said(_("Taken back from its handler"))
    return Said(_("Assigned to %(staff)s") % {"staff": n.staff(d.staff)})


def _handed(d: Any, p: law.Procedure | None, n: Names) -> Said:
    facts = {"before": n.staff(d.staff_from), "after": n.staff(d.staff_to)}
    said = Said(_("Handed over by %(before)s to %(after)s") % facts)
    said.add(_("Occasion"), OCCASIONS.get(d.occasion, d.occasion), n)
    if d.proposed_by:
        said.add(_("Proposed by"), n.staff(d.proposed_by.removeprefix("staff:")), n)
    return said.add(_("Note"), d.note, n)


def _together(d: Any, p: law.Procedure | None, n: Names) -> Said:
    title = _("Joined: this matter leads") if d.leads else _("Joined: the other matter leads")
    said = Said(title, other=d.other_number).add(_("Matter"), d.other_number, n)
    alike = [str(FACTORS.get(one, one)) for one in d.alike]
    return said.add(_("What they have in common"), alike, n).add(_("Reason"), d.reason, n)


def _apart(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("Separated from another matter"), other=d.other_number)
    return said.add(_("Matter"), d.other_number, n).add(_("Reason"), d.reason, n)


def _moved(d: Any, p: law.Procedure | None, n: Names) -> Said:
    facts = {"before": n.unit(d.from_unit), "after": n.unit(d.to_unit)}
    return Said(_("Moved from %(before)s to %(after)s") % facts)


def _subject(d: Any, p: law.Procedure | None, n: Names) -> Said:
    title = _("Whom it is about: confirmed") if d.confirmed else _("Whom it is about: named")
    return Said(title).add(_("About"), {"units": d.units, "staff": d.staff}, n)


def _recusal(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("%(staff)s keeps out of this matter") % {"staff": n.staff(d.staff)})
    return said.add(_("Ground"), d.ground, n).add(_("Reason"), d.reason, n)


def _joined(d: Any, p: law.Procedure | None, n: Names) -> Said:
    return Said(_("%(party)s joined") % {"party": n.party(d.party.party)})


def _document(d: Any, p: law.Procedure | None, n: Names) -> Said:
    kinds = p.documents if p else {}
    label = n.say(kinds[d.kind].label) if d.kind in kinds else d.kind
    said = Said(_("Issued: %(document)s") % {"document": label})
    return said.add(_("Document number"), d.number, n)


def _served(d: Any, p: law.Procedure | None, n: Names) -> Said:
    kinds = p.documents if p else {}
    label = n.say(kinds[d.kind].label) if d.kind in kinds else d.kind
    facts = {"document": label, "party": n.party(d.party)}
    said = Said(_("Served: %(document)s, on %(party)s") % facts)
    said.add(_("Way"), WAYS.get(d.way, d.way), n).add(
        _("Day of service"), dates.short(d.served_on), n
    )
    return said.add(_("Proof"), d.proof, n)


def _unserved(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("Service on %(party)s failed") % {"party": n.party(d.party)})
    return said.add(_("Way"), WAYS.get(d.way, d.way), n).add(_("Reason"), d.reason, n)


def _clock(title: str) -> Teller:
    def teller(d: Any, p: law.Procedure | None, n: Names) -> Said:
        said = Said(title % {"clock": clock_label(d.key, p, n)}, quiet=True)
        return said.add(_("Due"), dates.instant(d.due_on), n)

    return teller


def _stopped(d: Any, p: law.Procedure | None, n: Names) -> Said:
    facts = {"clock": clock_label(d.key, p, n)}
    if d.reason == "fell_away":
        return Said(_("“%(clock)s” fell away") % facts, quiet=True)
    title = _("“%(clock)s” was met, late") if d.late else _("“%(clock)s” was met in time")
    return Said(title % facts, quiet=not d.late)


def _extended(d: Any, p: law.Procedure | None, n: Names) -> Said:
    clock = p.clocks.get(d.key.partition(":")[0]) if p else None
    grounds = clock.extension.grounds if clock and clock.extension else {}
    facts = {"clock": clock_label(d.key, p, n), "by": d.by}
    said = Said(_("“%(clock)s” extended by %(by)s") % facts)
    said.add(_("Ground"), n.say(grounds[d.ground]) if d.ground in grounds else d.ground, n)
    return said.add(_("Reason"), d.reason, n)


def _reminded(d: Any, p: law.Procedure | None, n: Names) -> Said:
    facts = {"clock": clock_label(d.key, p, n), "stage": STAGES.get(d.stage, d.stage)}
    said = Said(_("“%(clock)s”: %(stage)s") % facts, quiet=d.stage != "overdue")
    return said.add(_("Told"), [n.staff(t.removeprefix("staff:")) for t in d.told], n)


def _lapsed(d: Any, p: law.Procedure | None, n: Names) -> Said:
    return Said(
        _("“%(clock)s” ran out: the law gives it an effect") % {"clock": clock_label(d.key, p, n)}
    )


def _copied(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("A copy went to those whom the matter is about"))
    return said.add(_("Told"), [n.staff(one) for one in d.staff], n)


def _promised(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("A call back was promised to %(party)s") % {"party": n.party(d.party)})
    return said.add(_("At the latest"), dates.instant(d.by_at), n).add(_("What for"), d.why, n)


def _called(d: Any, p: law.Procedure | None, n: Names) -> Said:
    title = _("%(party)s was called back") if d.reached else _("%(party)s was not reached")
    return Said(title % {"party": n.party(d.party)}).add(_("What was said"), d.said, n)


def _linked(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(str(RELATIONS.get(d.relation, d.relation)), other=d.other_number)
    return said.add(_("Matter"), d.other_number, n)


def _rated(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("Rated %(score)s of 5") % {"score": d.score})
    return said.add(_("Comment"), d.comment, n)


def _secret(d: Any, p: law.Procedure | None, n: Names) -> Said:
    return Said(
        _("%(party)s was given a new secret for the one that was lost")
        % {"party": n.party(d.party)}
    )


def _needs(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("%(party)s said what they need") % {"party": n.party(d.party)})
    return said.add(_("They agreed to"), d.consent, n)


def _withdrawn(d: Any, p: law.Procedure | None, n: Names) -> Said:
    return Said(_("%(party)s took back what they had said they need") % {"party": n.party(d.party)})


def _redacted(d: Any, p: law.Procedure | None, n: Names) -> Said:
    facts = {"party": n.party(d.party), "n": len(d.passages)}
    return Said(_("%(party)s marked what may not be published (%(n)s passages)") % facts)


def _attention(d: Any, p: law.Procedure | None, n: Names) -> Said:
    said = Said(_("%(party)s asked the supervisor to look at it") % {"party": n.party(d.party)})
    return said.add(_("Told"), [n.staff(t.removeprefix("staff:")) for t in d.told], n)


def _plain(title: str, label: str, key: str) -> Callable[[], Teller]:
    def made() -> Teller:
        return lambda d, p, n: Said(_(title)).add(_(label), getattr(d, key), n, long=True)

    return made


TELLERS: dict[str, Callable[[], Teller]] = {
    "matter_received": lambda: _received,
    "step_taken": lambda: _taken,
    "step_proposed": lambda: _proposed,
    "proposal_returned": _plain("Proposal returned", "Reason", "reason"),
    "kind_changed": lambda: _kind,
    "matter_moved": lambda: _moved,
    "matter_handed_over": lambda: _handed,
    "matter_joined": lambda: _together,
    "matter_separated": lambda: _apart,
    "matter_assigned": lambda: _assigned,
    "subject_named": lambda: _subject,
    "subject_told": lambda: _copied,
    "recusal_declared": lambda: _recusal,
    "party_joined": lambda: _joined,
    "secret_reissued": lambda: _secret,
    "question_asked": _plain("The person was asked", "Question", "text"),
    "question_answered": _plain("The person answered", "Answer", "text"),
    "statement_added": _plain("The person added", "Text", "text"),
    "call_promised": lambda: _promised,
    "call_made": lambda: _called,
    "needs_stated": lambda: _needs,
    "needs_withdrawn": lambda: _withdrawn,
    "words_redacted": lambda: _redacted,
    "attention_asked": lambda: _attention,
    "note_added": _plain("Note among staff", "Note", "text"),
    "file_attached": _plain("File attached", "Name", "name"),
    "document_issued": lambda: _document,
    "document_served": lambda: _served,
    "service_failed": lambda: _unserved,
    "clock_started": lambda: _clock(_("Clock “%(clock)s” started")),
    "clock_recomputed": lambda: _clock(_("Clock “%(clock)s” reckoned anew")),
    "clock_stopped": lambda: _stopped,
    "clock_extended": lambda: _extended,
    "clock_reminded": lambda: _reminded,
    "lapsed_by_law": lambda: _lapsed,
    "matter_rated": lambda: _rated,
    "matter_linked": lambda: _linked,
    "answer_imported": _plain("Answer, as its source gave it", "Answer", "text"),
    "erased": _plain("A person's data were erased", "Reason", "reason"),
}
"""How each event type is told. The msgids of the plain ones are marked in `MARKED`."""

MARKED = (
    gettext_lazy("Proposal returned"),
    gettext_lazy("The person was asked"),
    gettext_lazy("The person answered"),
    gettext_lazy("The person added"),
    gettext_lazy("Note among staff"),
    gettext_lazy("File attached"),
    gettext_lazy("Answer, as its source gave it"),
    gettext_lazy("A person's data were erased"),
    gettext_lazy("Question"),
    gettext_lazy("Answer"),
    gettext_lazy("Text"),
    gettext_lazy("Note"),
    gettext_lazy("Name"),
    gettext_lazy("Reason"),
)


def told(event: Line, procedure: law.Procedure | None, names: Names) -> Told:
    """One event of a matter, in words."""
    maker = TELLERS.get(event.type)
    said = maker()(event.data, procedure, names) if maker else Said(event.type)
    return Told(
        version=event.version,
        type=event.type,
        title=said.title,
        who=who(event.by, names),
        at=event.at,
        recorded_at=event.recorded_at,
        late_entry=event.recorded_at - event.at > GAP,
        source=str(SOURCES.get(event.time_source, event.time_source)),
        details=said.details,
        basis=names.articles(event.basis),
        quiet=said.quiet,
        other=said.other,
    )
