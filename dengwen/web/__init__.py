"""Web 網頁: pages and endpoints only.

Owns: how a matter is shown and asked for. Never: a rule, a date, a decision.
Start here: guards.py, middleware.py, then portal/urls.py and the view it names.
"""
