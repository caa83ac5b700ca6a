"""The mailbox 收件箱: messages fetched from where the mail server keeps them, each once.

Owns: where mail is fetched from, and what became of each message. Never: reading one (mail.py).
Start here: fetching.py.
"""
