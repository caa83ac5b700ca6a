"""Configuration 配置: the top floor, where the house is put together, started and cared for.

Owns: settings, the private database server, the command line, backup and restore, the doctor.
Never: a rule of law, a matter's life; it only calls the floors below.
Start here: place.py (where everything lies), cli.py, then start.py.
"""
