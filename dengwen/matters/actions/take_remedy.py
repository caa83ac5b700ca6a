"""Take a remedy 救濟: a decision is challenged by a new matter, one unit up, before others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengwen import times
from dengwen.law.procedure import Remedy
from dengwen.ledger import store
from dengwen.matters import events as e
from dengwen.matters import rules
from dengwen.matters.actions.case import Case, commit, open_case
from dengwen.matters.actions.lapsing import overtake
from dengwen.matters.actions.overrun import overruns, tell_overruns
from dengwen.matters.actions.receive import Bringing, Received, open_new
from dengwen.matters.rules.needs import read
from dengwen.matters.rules.who import path_at
from dengwen.matters.state import Document, Matter, Party
from dengwen.people.actor import Actor


def take_remedy(
    actor: Actor,
    number: str,
    remedy: str,
    document: str,
    statement: str,
    at: datetime | None = None,
    *,
    secret_digest: str = "",
    entry_token: str = "",
) -> Matter:
    """Challenge a decision that was served on the party; gives the new matter. Raises `Refusal`.

    The new matter is linked with the old one both ways, goes to the unit that the remedy names, and
    can be handled by nobody who took part in what it challenges.
    """
    words = rules.clean_text("statement", statement)
    try:
        with transaction.atomic():
            old = open_case(actor, number, at)
            overtake(old)
            late = overruns(old)
            rule, paper = rules.require_remedy(
                old.matter, old.under.procedure, remedy, document, actor, at or times.now()
            )
            spec = _spec(old, rule, paper, words, secret_digest, entry_token)
            new = open_new(actor, spec, at)
            _link(old, new, remedy, rule, paper)
            tell_overruns(old, late)
            return commit(old, new)[1]
    except store.Stale:
        raise rules.changed_meanwhile() from None


def deciders(matter: Matter) -> list[str]:
    """The staff who handled the matter, or took, proposed or approved what gave it an outcome."""
    decided = [act for act in matter.acts if act.outcome]
    issued = {paper.step for paper in matter.documents.values()}
    decided += [act for act in matter.acts if act.step in issued]
    actors = {act.by for act in decided} | {act.proposed_by for act in decided}
    staff = {one.removeprefix("staff:") for one in actors if one.startswith("staff:")}
    return sorted(staff | set(matter.handlers))


def _spec(
    old: Case, rule: Remedy, paper: Document, words: str, secret_digest: str, entry_token: str
) -> Received:
    matter = old.matter
    party = matter.parties[old.actor.party]
    path = path_at(matter, rule.goes_to)
    assert rule.procedure is not None
    assert rule.kind is not None
    return Received(
        procedure=rule.procedure,
        kind=rule.kind,
        unit=path[-1],
        unit_path=path,
        channel="remedy",
        language=party.language,
        subject=_words(matter.subject),
        statement=words,
        place=_words(matter.place.words) if matter.place else "",
        latitude=matter.place.latitude if matter.place else "",
        longitude=matter.place.longitude if matter.place else "",
        parties=[_again(party, rule.procedure == matter.procedure)],
        secret_digest=secret_digest,
        entry_token=entry_token,
        challenges=matter.number,
        challenged_document=paper.id,
        not_by=sorted({*deciders(matter), *matter.not_by}),
    )


def _again(party: Party, same: bool) -> Bringing:
    """The party as they bring the new matter, with what they gave for the old one."""
    contact = party.contact.value if party.contact else None
    needs = read(party.needs.value if party.needs else None)
    return Bringing(
        role=party.role if same else "",
        name=_words(party.name),
        contact=contact or {},
        notify_by=party.notify_by,
        language=party.language,
        named_publicly=party.named_publicly,
        electronic=party.electronic,
        needs=needs.words,
        needs_kinds=needs.kinds,
        speaks=needs.speaks,
        consent=party.stated[-1].consent if party.stated else "",
    )


def _link(old: Case, new: Case, remedy: str, rule: Remedy, paper: Document) -> None:
    basis = rule.basis
    new_matter, old_matter = new.matter, old.matter
    old.happen(
        e.MatterLinked(
            other=new_matter.stream,
            other_number=new_matter.number,
            relation="challenged_by",
            procedure=new_matter.procedure,
            kind=new_matter.kind,
            document=paper.id,
            remedy=remedy,
            party=old.actor.party,
        ),
        basis,
    )
    if old_matter.about_units or old_matter.about_staff:
        named = e.SubjectNamed(
            units=old_matter.about_units,
            staff=old_matter.about_staff,
            confirmed=old_matter.about_confirmed,
        )
        new.happen(named, new.under.procedure.subject.basis)
    new.happen(
        e.MatterLinked(
            other=old_matter.stream,
            other_number=old_matter.number,
            relation="challenges",
            procedure=old_matter.procedure,
            kind=old_matter.kind,
            document=paper.id,
            remedy=remedy,
            party="p1",
        ),
        basis,
    )


def _words(sealed: object) -> str:
    return str(getattr(sealed, "value", None) or "")
