"""Windows 窗口: where people come in person, with times to book and a queue.

Owns: when a window is open, who waits at it and for how long, and that nobody leaves it without a
number and the name of whom to see. Never: what a matter is about, or who the visitor is.
Start here: events.py, state.py, rules.py, then actions/.
"""
