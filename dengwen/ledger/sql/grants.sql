-- The application reads, and calls. It owns nothing here and writes to no table.
REVOKE ALL ON SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO dengwen_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO dengwen_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger TO dengwen_app;
