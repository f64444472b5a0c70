-- One store file is one chain: the segments of one run of the native messaging host.
-- In the clear stand ids, counts, sizes and minutes only (FORMAT.md, section 9).

PRAGMA application_id = 0x57474C53; -- "WGLS"
PRAGMA user_version = 1;

CREATE TABLE chain (
    chain BLOB NOT NULL, -- 16 bytes
    device BLOB NOT NULL -- 16 bytes
) STRICT;

CREATE TABLE session (
    number INTEGER PRIMARY KEY,
    session TEXT NOT NULL UNIQUE, -- UUIDv7
    profile TEXT NOT NULL, -- hex, 16 bytes
    state INTEGER NOT NULL -- 0 live, 1 said goodbye, 2 an earlier one, accounted for here
) STRICT;

CREATE TABLE segment (
    segment INTEGER PRIMARY KEY,
    header BLOB NOT NULL,
    header_signature BLOB NOT NULL,
    footer BLOB, -- null: open, or broken off
    footer_signature BLOB
) STRICT;

CREATE TABLE record (
    id INTEGER PRIMARY KEY, -- segment * 2^32 + index
    kind INTEGER NOT NULL,
    count INTEGER NOT NULL, -- events in it
    session INTEGER, -- whose events; null for what the host says itself
    last_seq INTEGER, -- number of the last of them
    minute INTEGER NOT NULL, -- since 1970, when it was sealed: what "forget" goes by
    sealed BLOB NOT NULL,
    head BLOB NOT NULL -- chain head after it
) STRICT;

CREATE TABLE checkpoint ( -- signed heads: the first one, and the latest of every segment
    number INTEGER PRIMARY KEY,
    segment INTEGER NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    receipt BLOB -- place for the collector's countersignature
) STRICT;

CREATE TABLE tombstone ( -- in the place of a shredded segment
    segment INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;
