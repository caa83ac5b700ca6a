"""Law 法: packs, procedures, clocks and calendars, as data that is read and counted.

Owns: what a pack may say, how a term is reckoned, how a date is explained. Never: a database, a
web page, the present time, a rule written as code.
Start here: procedure.py, loader.py, then clock.py and calendar.py.
"""
