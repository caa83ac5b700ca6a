"""People 人員: staff accounts, units, roles, deputies and declared interests.

Owns: who works where and may do what. Never: members of the public.
Start here: actor.py, then events.py and state.py.
"""
