"""The desk 工作台: where staff take in, handle, approve, supervise and answer for matters.

Owns: the staff's pages, their forms and words. Never: a rule of law, a right to see, its own write.
Start here: urls.py, then views/matter.py and fields.py (forms made from the pack).
"""
