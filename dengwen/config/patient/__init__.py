"""The patient engine 數據庫接線: Django's PostgreSQL for a web process, waited for only so long.

Owns: how long a connection waits for a database that stands still. Never: what is asked of it.
Start here: base.py, which Django loads by this package's name.
"""
