"""Files 附件: what people attach, kept sealed as they gave it and shown without hidden data.

Owns: the kinds allowed, the bytes on disk, their removal. Never: who may see a file.
Start here: kinds.py, then store.py.
"""
