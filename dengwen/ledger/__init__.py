"""The ledger 總帳: events that cannot be rewritten, and what proves it.

Owns the schema `ledger`, the chain of each stream, positions, sealed personal fields, their keys.
Never knows what a matter is. Never hands a table to anyone: `store` is the only way in or out.
Start here: `store.append`, then sql/append.sql, then docs/reference/ledger.md.
"""
