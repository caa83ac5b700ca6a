"""The portal 公眾入口: where people bring a matter, follow it, and read the law it runs under.

Owns: the public's pages and the unsent draft. Never: a rule of law, a write of its own to a matter.
Start here: urls.py, then views/write.py (bringing a matter) and views/matter.py (following one).
"""
