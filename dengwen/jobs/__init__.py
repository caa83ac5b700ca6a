"""Jobs 定時工作: the loops that time drives.

Owns: when something is looked at. Never: what is right; that is asked of the wings. Each loop takes
due rows with SKIP LOCKED and finishes them in one transaction, so that any number of workers may
run and any of them may be killed. Start here: worker.py, then tick.py.
"""
