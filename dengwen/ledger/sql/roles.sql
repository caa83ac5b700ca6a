-- Two roles: the owner, whom migrations run as, and the application, which may read the ledger and
-- call its functions and nothing else. Roles belong to the server and not to the database, so they
-- may be there already.
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['dengwen_owner', 'dengwen_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another migration, on another database of this server, was faster
            END;
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, 'dengwen_owner', 'MEMBER') THEN
        EXECUTE format('GRANT dengwen_owner TO %I', current_user);
    END IF;
END $$;

CREATE SCHEMA ledger AUTHORIZATION dengwen_owner;
