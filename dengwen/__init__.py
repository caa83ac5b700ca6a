"""Dengwen 登聞: the software by which a public service answers to its public."""

__version__ = "0.1.0"
