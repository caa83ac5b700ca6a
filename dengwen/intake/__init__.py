"""Intake 登記: the doors. Web, counter, telephone, letter, e-mail and bulk import, one way in.

Owns: what is asked, what is refused, number and secret, the receipt. Never: the life of a matter.
Start here: submission.py, validation.py, actions/register.py.
"""
