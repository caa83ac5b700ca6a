"""What may be done to units and staff, by whom, and why not. Pure."""

from __future__ import annotations

from datetime import date

from dengwen.errors import Refusal
from dengwen.people.actor import Actor
from dengwen.people.roles import KEPT_APART, ROLES, can
from dengwen.people.state import Member, Unit


def _(says: str) -> str:
    """Mark a sentence for the translators."""
    return says


UNIT_EXISTS = _("There is a unit with this id already.")
UNIT_IN_USE = _("The unit still has staff or open units under it.")
EMPTY_IT = _("Move them to another unit first.")
BAD_STAFF_ID = _(
    "A staff id has up to 40 small letters, digits, dots or hyphens and begins with a letter."
)
STAFF_WITHOUT_NAME = _("A member of staff needs a name.")
STAFF_EXISTS = _("There is a member of staff with this id already.")


def runs_accounts(actor: Actor, at: tuple[str, ...]) -> None:
    """Only an administrator over the unit, or the set-up itself, touches units and accounts."""
    if actor.kind != "system" and not can(actor, "run_accounts", at):
        raise Refusal(
            "not_administrator",
            _("Only an administrator of the unit may do this."),
            status=403,
        )


def may_open(parent: Unit | None, kind: str, name: dict[str, str]) -> None:
    """A unit stands under an open unit, has a name, and is of a known kind."""
    if parent is not None and not parent.open:
        raise Refusal("parent_closed", _("The unit above is closed."), field="parent")
    if kind not in ("service", "inspectorate"):
        raise Refusal("unknown_unit_kind", _("There is no such kind of unit."), field="kind")
    if not any(text.strip() for text in name.values()):
        raise Refusal("unit_without_name", _("A unit needs a name."), field="name")


def may_grant(actor: Actor, member: Member, role: str, unit: Unit) -> None:
    """Nobody gives power to themselves, to one who left, twice, or two powers kept apart."""
    if role not in ROLES:
        raise Refusal("unknown_role", _("There is no such role."), field="role")
    if actor.staff == member.id:
        raise Refusal("own_role", _("Nobody may give a role to themselves."), field="role")
    is_active(member)
    if any((h.role, h.unit) == (role, unit.id) for h in member.held):
        raise Refusal("role_held", _("This person holds the role already."), field="role")
    held = {h.role for h in member.held}
    for one, other in KEPT_APART:
        if (role == one and other in held) or (role == other and one in held):
            raise Refusal(
                "roles_kept_apart",
                _("The roles {one} and {other} are kept apart: one person may not hold both."),
                facts={"one": one, "other": other},
                field="role",
            )


def may_revoke(member: Member, role: str, unit: str) -> None:
    """Only what is held can be taken back."""
    if not any((h.role, h.unit) == (role, unit) for h in member.held):
        raise Refusal("role_not_held", _("This person does not hold the role."), field="role")


def may_set_deputy(
    actor: Actor, member: Member, deputy: Member, from_on: date, to_on: date
) -> None:
    """One sets one's own deputy (or an administrator does), for days in order, and not oneself."""
    if actor.staff != member.id:
        runs_accounts(actor, member.path)
    is_active(member)
    is_active(deputy)
    if deputy.id == member.id:
        raise Refusal("own_deputy", _("Nobody can stand in for themselves."), field="deputy")
    if to_on < from_on:
        raise Refusal("days_reversed", _("The last day is before the first."), field="to_on")
    # A deputy who would hold two powers kept apart is as bad as one person who was granted both.
    for held in member.held:
        for own in deputy.held:
            if (held.role, own.role) in KEPT_APART or (own.role, held.role) in KEPT_APART:
                raise Refusal(
                    "roles_kept_apart",
                    _("The roles {one} and {other} are kept apart: one person may not hold both."),
                    facts={"one": held.role, "other": own.role},
                    field="deputy",
                )


def may_end_deputy(actor: Actor, member: Member, deputy: str, from_on: date, today: date) -> None:
    """One ends what one set oneself (or an administrator does), while it runs or is to come."""
    if actor.staff != member.id:
        runs_accounts(actor, member.path)
    if not any(
        (one.deputy, one.from_on) == (deputy, from_on) and one.to_on >= today
        for one in member.deputies
    ):
        raise Refusal("no_such_deputy", _("Nobody stands in on these days any more."), status=409)


def may_declare(actor: Actor, member: Member) -> None:
    """An interest is declared by the person, or recorded by an administrator who learns of it."""
    if actor.staff != member.id:
        runs_accounts(actor, member.path)
    is_active(member)


def may_reset_password(actor: Actor, member: Member) -> None:
    """An administrator of the unit gives it to another; one's own is changed with the old one."""
    runs_accounts(actor, member.path)
    is_active(member)
    if actor.staff == member.id:
        raise Refusal(
            "own_password",
            _("Nobody resets their own password: change it on the page of your account."),
            status=403,
        )


def is_active(member: Member) -> None:
    """Nothing more is done to the account of one who has left."""
    if not member.active:
        raise Refusal("staff_left", _("This person has left the service."), field="staff")
