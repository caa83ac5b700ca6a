"""Template tags 模板標籤: pack words, legal dates, clocks and form parts.

Owns: saying what a template is given. Never: finding, counting or deciding it.
Start here: the file that the template loads.
"""
