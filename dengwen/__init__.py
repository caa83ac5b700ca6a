"""Dengwen 登聞: the software by which a public service answers to its public.

Owns: the floors, from law at the bottom to config at the top; imports only go down.
Never: a procedure's name; what is done and by when stands in a pack, in packs/.
Start here: errors.py, times.py, law/procedure.py, then matters/actions/take.py.
"""

__version__ = "0.1.0"
