"""Documents 公文: papers with a number, a look and a seal place, and the receipt 登記回執.

Owns: rendering, document numbers 文號, the sealed bytes of what was issued. Never: deciding what
is issued. Start here: paper.py, then issuing.py.
"""
