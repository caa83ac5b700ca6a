"""Delivery 投遞: telling people, unasked, through the channel they chose.

Owns: the outbox, one row a recipient, and the gateways. Never: deciding who is told what.
Start here: outbox.py, then loop.py.
"""
