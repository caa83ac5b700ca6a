"""Soundness of a pack 法包查驗: the mistakes that types cannot see.

`wording` reads texts and citations, `names` every name that points at another, `clocks` the duties,
`reach` the way through the statuses. Each stops at the first mistake with file, line and mend.
"""
