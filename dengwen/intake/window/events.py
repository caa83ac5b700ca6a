"""What can have happened at a window 窗口, in the past tense. Pure.

Streams are `window:<id>` for the window itself and `queue:<id>:<day>` for what happened at it on
one legal day. Nothing here says who a visitor is; how to reach one, where they gave it, is sealed
and is destroyed when it is no longer needed. Times of day are "09:00", legal days ISO dates,
instants RFC 3339 in UTC.
"""

from __future__ import annotations

from dengwen.ledger.event import Sealed
from dengwen.matters.events import Data


class Arrangement(Data, frozen=True, kw_only=True):
    """When and how a window is open: from a day on until it is changed."""

    name: dict[str, str]  # language → what the window is called
    place: dict[str, str]  # language → street, floor, room
    hours: dict[str, list[list[str]]]  # mon … sun → [from, to] in times of day
    calendar: str = ""  # shut on the days off of this calendar; open on all days without one
    slot: int = 15  # minutes of a bookable time; 0: no times can be booked
    at_once: int = 1  # people seen, and times booked, side by side
    ahead: int = 14  # days ahead for which times can be booked


class WindowOpened(Data, frozen=True, kw_only=True):
    """window_opened 設立窗口: a unit opened a window to the public."""

    window: str
    unit: str
    path: list[str]
    arrangement: Arrangement


class WindowRearranged(Data, frozen=True, kw_only=True):
    """window_rearranged 調整窗口: name, place, hours or times are others from now on."""

    arrangement: Arrangement


class ExceptionSet(Data, frozen=True, kw_only=True):
    """window_exception_set 臨時安排: on one day other hours, or none, and why."""

    day: str
    hours: list[list[str]]
    reason: str


class ExceptionDropped(Data, frozen=True, kw_only=True):
    """window_exception_dropped 取消臨時安排: the day has its usual hours again."""

    day: str


class WindowEnded(Data, frozen=True, kw_only=True):
    """window_ended 撤銷窗口: it opens no more."""


class QueueOpened(Data, frozen=True, kw_only=True):
    """queue_opened 當日開始: the hours of the day as they were reckoned then, as facts."""

    window: str
    unit: str
    path: list[str]
    day: str
    spans: list[list[str]]  # [from, to] as instants
    at_once: int
    calendar_version: str = ""


class QueueRearranged(Data, frozen=True, kw_only=True):
    """queue_rearranged 當日安排變更: the day got other hours after it had begun to be used."""

    spans: list[list[str]]
    at_once: int


class TimeBooked(Data, frozen=True, kw_only=True):
    """time_booked 預約: a visitor booked a time; the code that changes it is kept as a digest."""

    ticket: str
    number: str
    slot_at: str
    code_digest: str
    language: str
    contact: Sealed | None = None  # {"phone": …} or {"email": …}
    notify_by: str = "none"  # none | sms | email
    moved_from: str = ""  # the booking it took the place of: day/ticket


class BookingCancelled(Data, frozen=True, kw_only=True):
    """booking_cancelled 取消預約: by who holds the code, or by the service, with the reason."""

    ticket: str
    ground: str  # visitor | moved | window
    reason: str = ""


class TicketTaken(Data, frozen=True, kw_only=True):
    """ticket_taken 取號: a visitor is there and waits."""

    ticket: str
    number: str
    code_digest: str
    language: str
    contact: Sealed | None = None
    notify_by: str = "none"


class TicketLeft(Data, frozen=True, kw_only=True):
    """ticket_left 放棄等候: who holds the code does not wait any longer."""

    ticket: str


class TicketCalled(Data, frozen=True, kw_only=True):
    """ticket_called 叫號: in the declared order, or out of it for a ground that is named."""

    ticket: str
    out_of_turn: str = ""  # came_back | cannot_wait


class VisitorAbsent(Data, frozen=True, kw_only=True):
    """visitor_absent 過號: nobody came when the number was called."""

    ticket: str


class TicketRegistered(Data, frozen=True, kw_only=True):
    """ticket_registered 已登記: a matter was registered for this visitor."""

    ticket: str
    matter: str


class TicketServed(Data, frozen=True, kw_only=True):
    """ticket_served 辦結: the visitor left with a number and the name of whom to see."""

    ticket: str
    whom: str  # the officer, or the other body, by name
    staff: str = ""  # the officer's id, where it is one of ours


class TicketUnserved(Data, frozen=True, kw_only=True):
    """ticket_unserved 未獲接待: the visitor was not seen; who calls them back is named."""

    ticket: str
    ground: str  # closing | shut | other
    call_back: str = ""  # staff id
    name: str = ""


class VisitorCalledBack(Data, frozen=True, kw_only=True):
    """visitor_called_back 已回訪: whoever was named has seen to a visitor left unserved."""

    ticket: str
    whom: str
    staff: str = ""


class WindowShut(Data, frozen=True, kw_only=True):
    """window_shut 開放時間內關窗: shut in its open hours, and why."""

    reason: str


class WindowReopened(Data, frozen=True, kw_only=True):
    """window_reopened 恢復開窗: open again after it was shut in its open hours."""


class ContactErased(Data, frozen=True, kw_only=True):
    """contact_erased 刪除聯繫方式: no longer needed, so destroyed."""

    ticket: str


TYPES: dict[str, type[Data]] = {
    "window_opened": WindowOpened,
    "window_rearranged": WindowRearranged,
    "window_exception_set": ExceptionSet,
    "window_exception_dropped": ExceptionDropped,
    "window_ended": WindowEnded,
    "queue_opened": QueueOpened,
    "queue_rearranged": QueueRearranged,
    "time_booked": TimeBooked,
    "booking_cancelled": BookingCancelled,
    "ticket_taken": TicketTaken,
    "ticket_left": TicketLeft,
    "ticket_called": TicketCalled,
    "visitor_absent": VisitorAbsent,
    "ticket_registered": TicketRegistered,
    "ticket_served": TicketServed,
    "ticket_unserved": TicketUnserved,
    "visitor_called_back": VisitorCalledBack,
    "window_shut": WindowShut,
    "window_reopened": WindowReopened,
    "contact_erased": ContactErased,
}
"""Every event type of the room, with the structure of its data."""

NAMES: dict[type[Data], str] = {shape: name for name, shape in TYPES.items()}
"""The type name of each structure."""
