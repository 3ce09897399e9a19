-- Journals that other programs write (docs/log-protocol.md), media that they log, and runs that are silent.

CREATE TABLE journals (
  id         INTEGER PRIMARY KEY,
  run        INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  -- Its file's name in HOME/journals/RUN.
  writer     TEXT NOT NULL,
  -- How far it was taken in, written in the transaction that writes its points. `skip`: values of the record at `offset` that are in already;
  -- -1 within a line that is too long. `step` and `time`: of the last points record.
  offset     INTEGER NOT NULL DEFAULT 0,
  skip       INTEGER NOT NULL DEFAULT 0,
  step       INTEGER NOT NULL DEFAULT 0,
  time       INTEGER NOT NULL DEFAULT 0,
  -- What its first record says; NULL until it was read.
  attempt    INTEGER,
  begun_at   REAL,
  host       TEXT,
  process    INTEGER,
  -- left: its process says that it logs no more. gone: nobody writes there any more. finished: its process ended the attempt.
  state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'left', 'finished', 'gone')),
  -- Whether nothing of it is read any more.
  is_closed  INTEGER NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1)),
  -- When something of it last arrived here: milliseconds since 1970.
  heard_at   REAL NOT NULL,
  -- JSON: how many points are in, took the place of others, came too late, could not be taken in.
  counts     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
  UNIQUE (run, writer)
) STRICT;
CREATE INDEX journals_open ON journals (run) WHERE is_closed = 0;

-- Numbers that a binary journal has declared for keys; NULL where the key cannot be one.
CREATE TABLE journal_keys (
  journal INTEGER NOT NULL REFERENCES journals (id) ON DELETE CASCADE,
  number  INTEGER NOT NULL,
  key     TEXT,
  PRIMARY KEY (journal, number)
) STRICT, WITHOUT ROWID;

-- What runs log beside numbers. A later one at the same key, step and place takes the place of the earlier one.
CREATE TABLE media (
  run     INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  kind    TEXT NOT NULL CHECK (kind IN ('text', 'image', 'histogram', 'table', 'file')),
  -- Of a file its name.
  key     TEXT NOT NULL,
  step    INTEGER NOT NULL,
  -- Among several of one step.
  place   INTEGER NOT NULL DEFAULT 0,
  -- Of the contents in HOME/media; NULL where `details` has all of it, or the file lies elsewhere.
  sha256  TEXT,
  bytes   INTEGER NOT NULL DEFAULT 0,
  -- Milliseconds since 1970.
  time    REAL NOT NULL,
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  PRIMARY KEY (run, kind, key, step, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_by_content ON media (sha256) WHERE sha256 IS NOT NULL;

-- Since when nothing is heard of a run elsewhere; NULL while all is well.
ALTER TABLE runs ADD COLUMN silent_since TEXT;

-- What else authors say of metrics: the key that is its x axis, what it is to reach, whether it is left out of panels.
ALTER TABLE metric_descriptions ADD COLUMN step_key TEXT;
ALTER TABLE metric_descriptions ADD COLUMN goal REAL;
ALTER TABLE metric_descriptions ADD COLUMN hidden INTEGER CHECK (hidden IN (0, 1));
