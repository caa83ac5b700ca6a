"""What can be done in a matter 動作: one verb a file, each one transaction.

Every verb loads the fold, asks the rules, adds facts, and commits events, rows, clocks and messages
together. Start with receive.py and take.py; case.py is the table they all work at.
"""
