"""Migrations of the web's own table."""
