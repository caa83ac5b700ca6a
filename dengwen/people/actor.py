"""Who is acting: a member of staff, a party to one matter, or the system. Pure."""

from __future__ import annotations

import msgspec


class Held(msgspec.Struct, frozen=True):
    """A role held at a unit. `path` is the unit's place in the tree, ids from the top."""

    role: str
    unit: str
    path: tuple[str, ...]


class Actor(msgspec.Struct, frozen=True):
    """The one on whose behalf something is done.

    `id` is what events carry in `by`. For staff, `unit_path` is the path of the unit they belong to
    and `held` the roles with the units they cover (a role covers its unit and all below).
    For a party, `matter` and `party` name the one matter and the place in it.
    """

    id: str
    kind: str  # 'staff' | 'party' | 'public' | 'system'
    name: str = ""
    unit_path: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    matter: str = ""
    party: str = ""

    @property
    def staff(self) -> str:
        """The staff id without its prefix; empty for anyone else."""
        return self.id.removeprefix("staff:") if self.kind == "staff" else ""

    def has(self, role: str, at: tuple[str, ...] | None = None) -> bool:
        """Whether the role is held, over the unit whose path is `at` where one is given."""
        return any(
            h.role == role and (at is None or at[: len(h.path)] == h.path) for h in self.held
        )

    def units_for(self, role: str) -> list[tuple[str, ...]]:
        """Paths of the units at which the role is held."""
        return [h.path for h in self.held if h.role == role]


SYSTEM = Actor(id="system", kind="system")
LAW = Actor(id="law", kind="system")
PUBLIC = Actor(id="public", kind="public")
