"""Django's engine for a web process: PostgreSQL, waited for only so long."""
