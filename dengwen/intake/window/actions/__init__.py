"""What can be done at a window: one verb a file, each one transaction.

Owns: the facts about hours, turns and who was told whom to see. Never: a row without its event, or
a word about the visitor. Start here: take.py, call.py, finish.py; close.py is the worker's.
"""

from dengwen.intake.window.actions.absent import absent
from dengwen.intake.window.actions.book import Given, book, booked_before
from dengwen.intake.window.actions.call import call
from dengwen.intake.window.actions.call_back import call_back
from dengwen.intake.window.actions.cancel import cancel
from dengwen.intake.window.actions.close import close
from dengwen.intake.window.actions.end_window import end_window
from dengwen.intake.window.actions.except_day import drop_exception, except_day
from dengwen.intake.window.actions.finish import finish
from dengwen.intake.window.actions.give_up import give_up
from dengwen.intake.window.actions.leave_unserved import leave_unserved
from dengwen.intake.window.actions.move import move
from dengwen.intake.window.actions.open_window import open_window
from dengwen.intake.window.actions.rearrange import rearrange
from dengwen.intake.window.actions.register_for import register_for
from dengwen.intake.window.actions.shut import reopen, shut
from dengwen.intake.window.actions.take import take

__all__ = [
    "Given",
    "absent",
    "book",
    "booked_before",
    "call",
    "call_back",
    "cancel",
    "close",
    "drop_exception",
    "end_window",
    "except_day",
    "finish",
    "give_up",
    "leave_unserved",
    "move",
    "open_window",
    "rearrange",
    "register_for",
    "reopen",
    "shut",
    "take",
]
