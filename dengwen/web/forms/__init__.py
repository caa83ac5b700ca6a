"""Forms 表單: the controls of all forms, as GOV.UK Frontend shapes them.

Start here: controls.py for fields, templates/components/field.html for how they are drawn.
"""
