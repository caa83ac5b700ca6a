"""Views of the desk 工作台頁面: thin, a room of the desk a file.

Owns: what a page of the desk is given to show. Never: a rule, a right to see, a write of its own.
Start here: matter.py, then act.py for what the forms of a matter do.
"""
