"""What can be done in a matter 動作: one verb a file, each one transaction.

Owns: loading the fold, asking the rules, and committing events, rows, clocks and messages together.
Never: a rule of its own, a half-done act.
Start here: receive.py and take.py; case.py is the table they all work at, acting.py how.
"""
