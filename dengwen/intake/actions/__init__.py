"""What can be done at the doors 收件: one verb a file.

Owns: a submission checked whole and turned into a matter with its receipt. Never: a second way in.
Start here: register.py.
"""
