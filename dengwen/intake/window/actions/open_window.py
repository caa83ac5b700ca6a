"""Opening a window to the public 設立窗口."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from dengwen import times
from dengwen.errors import Refusal
from dengwen.intake.window import events as e
from dengwen.intake.window import rows, rules, sitting, state
from dengwen.intake.window.models import WindowRow
from dengwen.intake.window.state import Window
from dengwen.ledger import store
from dengwen.matters.rules.words import gettext_noop as _
from dengwen.people import units
from dengwen.people.actor import Actor

TAKEN = ("ticket", "add")
"""What stands in addresses where a window's id would."""

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


@transaction.atomic
def open_window(
    actor: Actor,
    unit: str,
    window: str,
    arrangement: e.Arrangement,
    *,
    at: datetime | None = None,
) -> Window:
    """Open a window of a unit, under an id that stands in its address. Raises Refusal."""
    path = units.path(unit)
    rules.may_arrange(actor, path)
    if not _ID.fullmatch(window) or window in TAKEN:
        raise Refusal(
            "bad_window_id",
            _("Up to 40 small letters, digits or hyphens, beginning with a letter."),
            field="window",
        )
    if WindowRow.objects.filter(id=window).exists():
        raise Refusal("window_exists", _("There is a window of this name already."), field="window")
    data = e.WindowOpened(window=window, unit=unit, path=list(path), arrangement=arrangement)
    made = sitting.fact(data, actor.id, at or times.now(), "simulated" if at else "server")
    [written] = store.append([(f"window:{window}", 0, [made])])
    found = state.fold_window(written)
    rules.well_arranged(found)
    rows.write_window(found)
    return found
