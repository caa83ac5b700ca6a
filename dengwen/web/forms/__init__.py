"""Forms 表單: the controls of all forms, as GOV.UK Frontend shapes them.

Owns: how a field is asked, checked for shape and drawn. Never: what is asked; that is in the pack.
Start here: controls.py for fields, templates/components/field.html for how they are drawn.
"""
