"""The door for programs 接口: JSON in, JSON out, the same register behind it.

Owns: what a program sends and reads, in the names of Open311 GeoReport v2 where it has one. Never:
a second way in, and never a secret in an address. Start here: urls.py, then asking.py.
"""
