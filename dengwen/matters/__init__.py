"""Matters 事項: one matter from received to answered, and after.

Owns: the life of a matter under its procedure. Never: a procedure's name, a law's number.
Start here: events.py, state.py, rules/steps.py, then any file in actions/.
"""
