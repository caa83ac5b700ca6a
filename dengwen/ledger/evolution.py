"""Evolution 事件演進: an event's shape never changes; a newer shape is a newer `v`.

Pure. A wing keeps one `Upcasters` with a step for every old shape; before the fold an old event
passes through the steps until it has the present shape. What lies in the ledger stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from dengwen.errors import Fault
from dengwen.ledger.event import Event

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the data of one `v` and gives that of the next. Pure; must not change what it is given."""


class Upcasters:
    """The steps of one wing. `versions` names the present `v` of each type, where it is not 1."""

    def __init__(self, versions: dict[str, int] | None = None) -> None:
        """Begin without steps; `register` adds them."""
        self._versions = versions or {}
        self._steps: dict[tuple[str, int], Step] = {}

    def register(self, type: str, v: int) -> Callable[[Step], Step]:
        """Decorate the step that takes `type` from `v` to `v + 1`."""

        def keep(step: Step) -> Step:
            if (type, v) in self._steps:
                raise ValueError(f"two steps take {type} on from v{v}")
            self._steps[type, v] = step
            return step

        return keep

    def upcast(self, type: str, v: int, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The data in its present shape, with its `v`.

        Raises Fault for a step that is missing and for an event of a newer release than ours.
        """
        present = self._versions.get(type, 1)
        if v > present:
            raise Fault(f"{type} v{v} was written by a newer release (this one knows v{present})")
        while v < present:
            step = self._steps.get((type, v))
            if step is None:
                raise Fault(f"nothing takes {type} on from v{v}")
            v, data = v + 1, step(data)
        return v, data

    def event(self, event: Event) -> Event:
        """The event in its present shape; its hash stays that of what lies in the ledger."""
        v, data = self.upcast(event.type, event.v, event.data)
        return event if v == event.v else msgspec.structs.replace(event, v=v, data=data)

    def events(self, events: Iterable[Event]) -> list[Event]:
        """All of them in their present shape."""
        return [self.event(event) for event in events]
