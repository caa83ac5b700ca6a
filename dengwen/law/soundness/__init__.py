"""Soundness of a pack 法包查驗: the mistakes that types cannot see.

Owns: whether a pack can be lived by. Never: whether its law is right; that is a lawyer's to verify.
Start here: `wording` reads texts and citations, `names` every name that points at another,
`clocks` the duties, `reach` the way through the statuses. Each stops at the first mistake with
file, line and mend.
"""
