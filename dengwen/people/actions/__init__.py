"""What can be done to units and staff 人事: one verb a file, each one transaction.

Owns: the facts about who works where and may do what. Never: a row written without its event.
Start here: add_staff.py, then grant.py.
"""

from dengwen.people.actions.add_staff import add_staff
from dengwen.people.actions.close_unit import close_unit
from dengwen.people.actions.declare_interest import declare_interest
from dengwen.people.actions.end_deputy import end_deputy
from dengwen.people.actions.grant import grant
from dengwen.people.actions.leave import leave
from dengwen.people.actions.open_unit import open_unit
from dengwen.people.actions.rename_unit import rename_unit
from dengwen.people.actions.reset_password import reset_password
from dengwen.people.actions.revoke import revoke
from dengwen.people.actions.set_deputy import set_deputy

__all__ = [
    "add_staff",
    "close_unit",
    "declare_interest",
    "end_deputy",
    "grant",
    "leave",
    "open_unit",
    "rename_unit",
    "reset_password",
    "revoke",
    "set_deputy",
]
