-- The only writer. Takes the canonical facts of several streams, composes and hashes the envelopes
-- itself, and writes all of them or none. What may not be chosen by a caller (recorded_at,
-- version, prev, hash, the salt of the leaf) is not a parameter.
--
--   streams, expected, counts   one element a stream, each stream once: its name, the version it
--                               must have (-1: any, 0: it must be new), how many facts it gets
--   facts                       canonical JSON of each fact, a line each, in the order of streams
--   sealed_*                    one element a personal field: the ordinal of its event (from 1),
--                               where it lies in the data, whose it is, its digest, its box
--
-- Errors: DW001 stale version, DW002 the person was erased, DW004 malformed.
CREATE OR REPLACE FUNCTION ledger.append(
    streams text[], expected bigint[], counts int[], facts text,
    sealed_events int[], sealed_paths text[], sealed_persons text[], sealed_digests text[],
    sealed_boxes bytea[]
) RETURNS TABLE (version bigint, recorded_at text, hash bytea, prev bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ledger, pg_temp
-- Always by index: a plan kept since the tables were small would read them whole for ever.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    lines text[] := string_to_array(facts, E'\n');
    total int := cardinality(lines);
    versions bigint[];
    heads bytea[];
    recorded timestamptz;
    recorded_text text;
    of_stream text[] := '{}';
    of_version bigint[] := '{}';
    bodies text[] := '{}';
    hashes bytea[] := '{}';
    prevs bytea[] := '{}';
    wrong text;
    body text;
    tail text;
    head bytea;
    at_version bigint;
    e int := 0;
    field_streams text[] := '{}';
    field_versions bigint[] := '{}';
    written bigint;
BEGIN
    IF total IS NULL OR (SELECT sum(c) FROM unnest(counts) AS c) IS DISTINCT FROM total
       OR EXISTS (SELECT FROM unnest(counts) AS c WHERE c < 1)
       OR cardinality(streams) <> cardinality(counts)
       OR cardinality(streams) <> cardinality(expected) THEN
        RAISE EXCEPTION 'facts and counts do not agree' USING ERRCODE = 'DW004';
    END IF;

    -- 1. Lock every stream, in the order of their names, so that two writers cannot wait for each
    --    other. A new stream is locked by its own first row.
    INSERT INTO stream (stream, version, head)
        SELECT s, 0, NULL FROM unnest(streams, expected) AS t (s, e)
        WHERE t.e < 1 ORDER BY s COLLATE "C"
        ON CONFLICT DO NOTHING;
    SELECT array_agg(l.version ORDER BY l.ord), array_agg(l.head ORDER BY l.ord)
        INTO versions, heads
        FROM (SELECT t.ord, x.version, x.head
                FROM unnest(streams) WITH ORDINALITY AS t (s, ord)
                JOIN stream AS x ON x.stream = t.s
               ORDER BY x.stream FOR UPDATE OF x) AS l;

    -- 2. Refuse what is stale.
    IF coalesce(cardinality(versions), 0) <> cardinality(streams) THEN
        SELECT s INTO wrong FROM unnest(streams) AS s
            WHERE NOT EXISTS (SELECT FROM stream AS x WHERE x.stream = s) LIMIT 1;
        RAISE EXCEPTION 'stale version of %', wrong USING ERRCODE = 'DW001', DETAIL = wrong;
    END IF;
    FOR i IN 1..cardinality(streams) LOOP
        IF expected[i] >= 0 AND expected[i] <> versions[i] THEN
            RAISE EXCEPTION 'stale version of %', streams[i]
                USING ERRCODE = 'DW001', DETAIL = streams[i];
        END IF;
    END LOOP;

    -- 3. Compose and hash, each event on the one before it. The time is taken under the locks, so
    --    it never runs backwards inside a stream; where the server's clock was set back, it stands
    --    still until the clock has caught up.
    recorded := greatest(clock_timestamp(), (
        SELECT max(x.recorded_at) FROM unnest(streams, versions) AS t (s, v)
          JOIN event AS x ON x.stream = t.s AND x.version = t.v WHERE t.v > 0));
    recorded_text := to_char(recorded AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    FOR i IN 1..cardinality(streams) LOOP
        at_version := versions[i];
        head := heads[i];
        tail := ',"recorded_at":"' || recorded_text || '","stream":"' || streams[i] || '","version":';
        FOR j IN 1..counts[i] LOOP
            e := e + 1;
            at_version := at_version + 1;
            body := '{"fact":' || lines[e] || ',"prev":'
                || CASE WHEN head IS NULL THEN 'null' ELSE '"' || encode(head, 'hex') || '"' END
                || tail || at_version || '}';
            prevs[e] := head;
            head := sha256(convert_to(body, 'UTF8'));
            of_stream[e] := streams[i];
            of_version[e] := at_version;
            bodies[e] := body;
            hashes[e] := head;
        END LOOP;
        versions[i] := at_version;
        heads[i] := head;
    END LOOP;

    -- 4. Write, a table at a time. Reading the fact by itself as JSON proves that nothing in it
    --    could close the envelope early.
    INSERT INTO event (stream, version, type, recorded_at, occurred_at, body, hash, prev, leaf_salt)
        SELECT t.s, t.v, f.fact ->> 'type', recorded, (f.fact ->> 'occurred_at')::timestamptz,
               t.b, t.h, t.p, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
          FROM unnest(of_stream, of_version, lines, bodies, hashes, prevs)
               AS t (s, v, l, b, h, p),
               LATERAL (SELECT t.l::jsonb AS fact OFFSET 0) AS f
         WHERE f.fact ?& ARRAY['basis', 'by', 'data', 'occurred_at', 'time_source', 'type', 'v'];
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> total THEN
        RAISE EXCEPTION 'a fact is not in the shape of a fact' USING ERRCODE = 'DW004';
    END IF;
    INSERT INTO unsequenced (stream, version)
        SELECT t.s, t.v FROM unnest(of_stream, of_version) WITH ORDINALITY AS t (s, v, ord)
        ORDER BY t.ord;
    UPDATE stream SET version = t.v, head = t.h
        FROM unnest(streams, versions, heads) AS t (s, v, h) WHERE stream.stream = t.s;

    -- 5. Personal fields, each under a key that is still there: whoever was erased while we waited
    --    for the lock is not written down again.
    IF cardinality(sealed_events) > 0 THEN
        FOR i IN 1..cardinality(sealed_events) LOOP
            field_streams[i] := of_stream[sealed_events[i]];
            field_versions[i] := of_version[sealed_events[i]];
        END LOOP;
        INSERT INTO sealed_field (stream, version, path, person, digest, box)
            SELECT f.s, f.v, f.path, k.person, f.digest, f.box
              FROM unnest(field_streams, field_versions, sealed_paths, sealed_persons,
                          sealed_digests, sealed_boxes) AS f (s, v, path, person, digest, box)
              JOIN person_key AS k ON k.stream = f.s AND k.person = f.person;
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written <> cardinality(sealed_events) THEN
            RAISE EXCEPTION 'a personal field has no key' USING ERRCODE = 'DW002';
        END IF;
    END IF;
    RETURN QUERY SELECT t.v, recorded_text, t.h, t.p
        FROM unnest(of_version, hashes, prevs) WITH ORDINALITY AS t (v, h, p, ord) ORDER BY t.ord;
END $$;
