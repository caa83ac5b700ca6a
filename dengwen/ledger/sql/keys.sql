-- Keys of persons: made once, re-wrapped, destroyed. The master key itself never comes here.

-- The keys of these persons in these streams; makes those that are missing out of the candidates.
-- Two writers with the same new person end with the same key: the second waits for the first.
CREATE FUNCTION ledger.person_keys(
    streams text[], persons text[], candidates bytea[], candidate_master text
) RETURNS TABLE (ord bigint, wrapped bytea, master text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index: a plan kept since the tables were small would read them whole for ever.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE gone text;
BEGIN
    SELECT e.stream || ' ' || e.person INTO gone FROM erasure AS e
        JOIN unnest(streams, persons) AS t (s, p) ON e.stream = t.s AND e.person = t.p LIMIT 1;
    IF gone IS NOT NULL THEN
        RAISE EXCEPTION 'erased: %', gone USING ERRCODE = 'DW002', DETAIL = gone;
    END IF;
    INSERT INTO person_key (stream, person, wrapped, master)
        SELECT t.s, t.p, t.w, candidate_master FROM unnest(streams, persons, candidates) AS t (s, p, w)
        ORDER BY t.s COLLATE "C", t.p COLLATE "C"
        ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT t.ord, k.wrapped, k.master
        FROM unnest(streams, persons) WITH ORDINALITY AS t (s, p, ord)
        JOIN person_key AS k ON k.stream = t.s AND k.person = t.p ORDER BY t.ord;
END $$;

-- Exchanges the wrapping of keys, never the keys; a row that moved on meanwhile is left alone.
CREATE FUNCTION ledger.rewrap(
    streams text[], persons text[], before bytea[], after bytea[], new_master text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index: a plan kept since the tables were small would read them whole for ever.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE moved bigint;
BEGIN
    UPDATE person_key AS k SET wrapped = t.a, master = new_master
        FROM unnest(streams, persons, before, after) AS t (s, p, b, a)
        WHERE k.stream = t.s AND k.person = t.p AND k.wrapped = t.b;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;

CREATE FUNCTION ledger.rewrap_service(key_id text, before bytea, after bytea, new_master text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    UPDATE service_key SET wrapped = after, master = new_master
        WHERE id = key_id AND wrapped = before;
    RETURN FOUND;
END $$;

-- Makes a service key the present one. Does nothing when `replaces` is no longer the present one
-- (NULL: there must be none), so that two processes starting at once end with one key.
CREATE FUNCTION ledger.add_service_key(
    key_id text, key_purpose text, key_public bytea, key_wrapped bytea, key_master text, replaces text
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE present text;
BEGIN
    PERFORM pg_advisory_xact_lock(4919131, 2);
    SELECT id INTO present FROM service_key WHERE purpose = key_purpose AND retired_at IS NULL;
    IF present IS DISTINCT FROM replaces THEN
        RETURN false;
    END IF;
    UPDATE service_key SET retired_at = clock_timestamp() WHERE id = present;
    INSERT INTO service_key (id, purpose, public, wrapped, master, made_at)
        VALUES (key_id, key_purpose, key_public, key_wrapped, key_master, clock_timestamp());
    RETURN true;
END $$;

-- Destroys a person's key and sealed fields in a stream, and writes down that it was done.
CREATE FUNCTION ledger.erase(of_stream text, of_person text) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index: a plan kept since the tables were small would read them whole for ever.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE done_at timestamptz := clock_timestamp();
BEGIN
    PERFORM FROM stream AS x WHERE x.stream = of_stream FOR UPDATE;
    INSERT INTO erasure (stream, person, erased_at) VALUES (of_stream, of_person, done_at)
        ON CONFLICT DO NOTHING;
    DELETE FROM sealed_field AS f WHERE f.stream = of_stream AND f.person = of_person;
    DELETE FROM person_key AS k WHERE k.stream = of_stream AND k.person = of_person;
    SELECT e.erased_at INTO done_at FROM erasure AS e
        WHERE e.stream = of_stream AND e.person = of_person;
    RETURN done_at;
END $$;
