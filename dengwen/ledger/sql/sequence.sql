-- Gives committed events their global position: gapless, in order inside each stream. One at a
-- time: the lock falls only after the commit has become visible, so whoever sees a position sees
-- all below it. Returns how many events got one. One NOTIFY a batch, with the new head.
CREATE FUNCTION ledger.sequence(batch int) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index: a plan kept since the tables were small would read them whole for ever.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    head bigint;
    moved bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(4919131, 1);
    SELECT coalesce(max(p.position), 0) INTO head FROM position AS p;
    WITH taken AS (
        DELETE FROM unsequenced AS u
         WHERE u.id IN (SELECT n.id FROM unsequenced AS n ORDER BY n.id LIMIT batch)
        RETURNING u.id, u.stream, u.version)
    INSERT INTO position (position, stream, version, leaf)
        SELECT head + row_number() OVER (ORDER BY t.id), t.stream, t.version,
               leaf(e.leaf_salt, e.hash)
          FROM taken AS t JOIN event AS e ON e.stream = t.stream AND e.version = t.version;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved > 0 THEN
        PERFORM pg_notify('ledger', (head + moved)::text);
    END IF;
    RETURN moved;
END $$;

-- The leaf's hash: frozen, see docs/reference/ledger.md and tests/golden/leaf-v1.json.
CREATE FUNCTION ledger.leaf(salt bytea, event_hash bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = ledger, pg_temp AS $$
    SELECT sha256('\x00'::bytea || convert_to(E'dengwen/leaf/v1\n' || encode(
        sha256(convert_to(E'dengwen/commitment/v1\n', 'UTF8') || salt || event_hash), 'hex')
        || E'\n', 'UTF8'))
$$;

-- Moves a reader's cursor forward from where it believes to be; false when another was faster.
CREATE FUNCTION ledger.advance(reader text, seen bigint, upto bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
    INSERT INTO cursor (name, position) VALUES (reader, 0) ON CONFLICT DO NOTHING;
    UPDATE cursor SET position = upto WHERE name = reader AND position = seen;
    RETURN FOUND;
END $$;
