"""Views of the portal 公眾頁面: thin, one file a page or a family of pages.

Owns: what a public page is given to show. Never: a rule, a date of its own, a name in an address.
Start here: write.py (bringing a matter), then matter.py (following one).
"""
