"""Bulk import 批量導入: matters from another system's files, with their own dates.

Owns: reading tables (CSV, Excel, Parquet), mapping columns, refusing rows with reasons, resuming.
Never: a half-imported row, a row twice, a file held whole in memory.
Start here: mapping.py (what a mapping may say), tables.py (rows out of files), load.py (the run).
"""
