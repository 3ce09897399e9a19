-- When an epoch ended, in milliseconds since 1970; NULL where an earlier version trained it.
ALTER TABLE epochs ADD COLUMN ended_at REAL;

-- What is read of runs that have ended, a column as one blob; the rows of epochs and epoch_points stay the truth. A run's next epoch
-- deletes its own. Keys are those of series, and @elapsed_seconds and @ended_at, which no series can have.
CREATE TABLE epoch_columns (
  run_id  TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key     TEXT NOT NULL,
  -- The epochs of the values as int32; NULL where they are all of 1, 2, 3, ...
  epochs  BLOB,
  -- float64, little-endian, every bit kept.
  numbers BLOB NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT;

-- What a run's summary says of its epochs; there when its columns are.
CREATE TABLE epoch_digests (
  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  digest TEXT NOT NULL CHECK (json_valid(digest))
) STRICT, WITHOUT ROWID;

-- Whoever mends a value by hand mends the rows: what was packed of them goes. Plateau itself never updates an epoch's row.
CREATE TRIGGER epoch_points_changed AFTER UPDATE ON epoch_points BEGIN
  DELETE FROM epoch_digests WHERE run_id = (SELECT run_id FROM series WHERE id = new.series_id);
  DELETE FROM epoch_columns WHERE run_id = (SELECT run_id FROM series WHERE id = new.series_id);
END;
CREATE TRIGGER epochs_changed AFTER UPDATE ON epochs BEGIN
  DELETE FROM epoch_digests WHERE run_id = new.run_id;
  DELETE FROM epoch_columns WHERE run_id = new.run_id;
END;

-- Where a series by step stands, so that appending reads one row.
CREATE TABLE step_series (
  series_id     INTEGER PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE,
  point_count   INTEGER NOT NULL,
  -- Points in batch_tail.
  tail_count    INTEGER NOT NULL,
  last_step     INTEGER NOT NULL,
  last_seconds  REAL NOT NULL,
  -- 0 while chunks of an earlier version have no summary.
  is_summarized INTEGER NOT NULL DEFAULT 1 CHECK (is_summarized IN (0, 1))
) STRICT;
INSERT INTO step_series (series_id, point_count, tail_count, last_step, last_seconds, is_summarized)
SELECT id,
  coalesce((SELECT sum(point_count) FROM batch_chunks WHERE series_id = id), 0)
    + (SELECT count(*) FROM batch_tail WHERE series_id = id),
  (SELECT count(*) FROM batch_tail WHERE series_id = id),
  coalesce(
    (SELECT max(step) FROM batch_tail WHERE series_id = id),
    (SELECT max(last_step) FROM batch_chunks WHERE series_id = id)),
  coalesce((SELECT max(elapsed_seconds) FROM batch_tail WHERE series_id = id), 0),
  NOT EXISTS (SELECT 1 FROM batch_chunks WHERE series_id = id)
FROM series
WHERE EXISTS (SELECT 1 FROM batch_chunks WHERE series_id = id) OR EXISTS (SELECT 1 FROM batch_tail WHERE series_id = id);

-- Each chunk in one line, apart from its blob, so that ten million points are seen by reading ten thousand small rows. Over the values
-- that are numbers, the infinities among them: NULL where there is none, or for a last value that is NaN.
CREATE TABLE chunk_summaries (
  series_id     INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  first_step    INTEGER NOT NULL,
  last_step     INTEGER NOT NULL,
  first_seconds REAL NOT NULL,
  last_seconds  REAL NOT NULL,
  point_count   INTEGER NOT NULL,
  low           REAL,
  high          REAL,
  last          REAL,
  PRIMARY KEY (series_id, first_step)
) STRICT, WITHOUT ROWID;
ALTER TABLE batch_chunks DROP COLUMN minimum;
ALTER TABLE batch_chunks DROP COLUMN maximum;
ALTER TABLE batch_chunks DROP COLUMN last_value;

-- Runs are asked for by name, whatever their project.
CREATE INDEX runs_by_name ON runs (name);
