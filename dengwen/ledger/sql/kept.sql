-- Law packs, kept for ever once anything was done under them.
CREATE FUNCTION ledger.keep_pack(pack_hash text, pack_id text, pack_version text, pack_content bytea)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
    INSERT INTO pack_archive (hash, id, version, content, kept_at)
        VALUES (pack_hash, pack_id, pack_version, pack_content, clock_timestamp())
        ON CONFLICT DO NOTHING
$$;

-- Counts a reading. Answers NULL when the same was written down less than `within` ago, else how
-- often it came again, unwritten, in the time before.
CREATE FUNCTION ledger.access_due(
    of_actor text, of_matter text, of_fields text, was_refused boolean, within interval
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    seen access_seen%ROWTYPE;
    at timestamptz := clock_timestamp();
BEGIN
    INSERT INTO access_seen (actor, matter, fields, refused, since, times)
        VALUES (of_actor, of_matter, of_fields, was_refused, at, 0)
        ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN 0;
    END IF;
    SELECT * INTO seen FROM access_seen
        WHERE actor = of_actor AND matter = of_matter AND fields = of_fields
          AND refused = was_refused FOR UPDATE;
    IF seen.since + within > at THEN
        UPDATE access_seen SET times = seen.times + 1
            WHERE actor = of_actor AND matter = of_matter AND fields = of_fields
              AND refused = was_refused;
        RETURN NULL;
    END IF;
    UPDATE access_seen SET times = 0, since = at
        WHERE actor = of_actor AND matter = of_matter AND fields = of_fields
          AND refused = was_refused;
    RETURN seen.times;
END $$;
