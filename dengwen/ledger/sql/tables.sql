-- The ledger 總帳: what happened, in the order in which it happened, never rewritten.
-- Every text column that is compared or ordered has the collation "C": the order of bytes, the
-- same on every server and in Python.

CREATE TABLE ledger.stream (
    stream text COLLATE "C" PRIMARY KEY CHECK (stream ~ '^[a-z]+(:[A-Za-z0-9._-]+)*$'),
    version bigint NOT NULL,
    head bytea
);
COMMENT ON TABLE ledger.stream IS 'The last version of each stream and the hash of its last event.';

CREATE TABLE ledger.event (
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    type text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    body text NOT NULL,
    hash bytea NOT NULL,
    prev bytea,
    leaf_salt bytea NOT NULL,
    PRIMARY KEY (stream, version)
);
COMMENT ON COLUMN ledger.event.body IS 'Exactly the canonical bytes (RFC 8785) that hash is over.';
COMMENT ON COLUMN ledger.event.leaf_salt IS '32 random bytes: opens the commitment in the log.';

-- Events that have no position yet. `id` keeps the order inside a stream: a stream stays locked
-- until its writer has committed, so a later version always draws a later id.
CREATE TABLE ledger.unsequenced (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL
);

-- Gapless from 1. The leaf's index in the log is position - 1.
CREATE TABLE ledger.position (
    position bigint PRIMARY KEY CHECK (position > 0),
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    leaf bytea NOT NULL,
    UNIQUE (stream, version)
);

-- How far each reader of positions has come.
CREATE TABLE ledger.cursor (
    name text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0)
);

-- A personal field beside its event. `box` is nonce and AES-256-GCM of the whole disclosure
-- [salt, name, value]; the event's body holds the digest of that disclosure only.
CREATE TABLE ledger.sealed_field (
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    path text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL,
    box bytea NOT NULL,
    PRIMARY KEY (stream, version, path)
);

-- One key for each (stream, person), wrapped by the master key that `master` names.
CREATE TABLE ledger.person_key (
    stream text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL CHECK (person ~ '^[A-Za-z0-9._:-]{1,100}$'),
    wrapped bytea NOT NULL,
    master text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, person)
);
CREATE INDEX person_key_master ON ledger.person_key (master);

-- Whose key was destroyed, and when. A destroyed key is never made again.
CREATE TABLE ledger.erasure (
    stream text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (stream, person)
);

-- Keys of the service itself: the blind index, and the signing keys with their public halves.
-- Old signing keys stay, so that old receipts can be checked for ever.
CREATE TABLE ledger.service_key (
    id text COLLATE "C" PRIMARY KEY,
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('index', 'signing')),
    public bytea,
    wrapped bytea NOT NULL,
    master text COLLATE "C" NOT NULL,
    made_at timestamptz NOT NULL,
    retired_at timestamptz
);
CREATE UNIQUE INDEX service_key_present ON ledger.service_key (purpose) WHERE retired_at IS NULL;

-- Every law pack under which anything was ever done, to explain a date years later.
CREATE TABLE ledger.pack_archive (
    hash text COLLATE "C" PRIMARY KEY,
    id text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    content bytea NOT NULL,
    kept_at timestamptz NOT NULL
);

-- When a reading was last written to its access stream, and how often it came again since.
CREATE TABLE ledger.access_seen (
    actor text COLLATE "C" NOT NULL,
    matter text COLLATE "C" NOT NULL,
    fields text COLLATE "C" NOT NULL,
    refused boolean NOT NULL,
    since timestamptz NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (actor, matter, fields, refused)
);
