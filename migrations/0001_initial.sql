-- One run: what it is, what became of it. JSON columns hold documents of the contract's schemas.
CREATE TABLE runs (
  id            TEXT PRIMARY KEY,
  project       TEXT NOT NULL,
  name          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('queued', 'running', 'stopping', 'ended')),
  end_reason    TEXT CHECK (end_reason IN ('completed', 'early-stopped', 'stopped', 'cancelled', 'diverged', 'failed', 'interrupted')),
  end_message   TEXT,
  config        TEXT NOT NULL CHECK (json_valid(config)),
  layers        TEXT NOT NULL CHECK (json_valid(layers)),
  parameters    INTEGER NOT NULL,
  colour_slot   INTEGER NOT NULL,
  launch_group  TEXT,
  parent_run    TEXT REFERENCES runs (id) ON DELETE SET NULL,
  environment   TEXT CHECK (environment IS NULL OR json_valid(environment)),
  -- Which sample images its outputs belong to.
  sample_set    TEXT REFERENCES sample_sets (id),
  created_at    TEXT NOT NULL,
  started_at    TEXT,
  ended_at      TEXT,
  UNIQUE (project, name),
  CHECK ((state = 'ended') = (end_reason IS NOT NULL))
) STRICT;
CREATE INDEX runs_by_state ON runs (state) WHERE state <> 'ended';
CREATE INDEX runs_by_creation ON runs (created_at);

-- One row for each committed epoch; its values are points of the run's series.
CREATE TABLE epochs (
  run_id            TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch             INTEGER NOT NULL CHECK (epoch >= 1),
  seconds           REAL NOT NULL,
  elapsed_seconds   REAL NOT NULL,
  images_per_second REAL NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  id     INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key    TEXT NOT NULL,
  UNIQUE (run_id, key)
) STRICT;

-- kind tells the numbers that SQLite cannot hold from each other: 0 finite, 1 NaN, 2 Infinity, 3 -Infinity.
-- A value that is absent has no row.
CREATE TABLE epoch_points (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  epoch     INTEGER NOT NULL,
  value     REAL,
  kind      INTEGER NOT NULL DEFAULT 0 CHECK (kind BETWEEN 0 AND 3),
  PRIMARY KEY (series_id, epoch),
  CHECK ((kind = 0) = (value IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Per-batch series: full chunks of 1,024 points as one blob each, and the points since as an open tail of rows.
CREATE TABLE batch_chunks (
  series_id   INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  first_step  INTEGER NOT NULL,
  last_step   INTEGER NOT NULL,
  point_count INTEGER NOT NULL,
  -- Over the finite values; NULL when there are none.
  minimum     REAL,
  maximum     REAL,
  last_value  REAL,
  points      BLOB NOT NULL,
  PRIMARY KEY (series_id, first_step)
) STRICT;

CREATE TABLE batch_tail (
  series_id       INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  step            INTEGER NOT NULL,
  elapsed_seconds REAL NOT NULL,
  value           REAL,
  kind            INTEGER NOT NULL DEFAULT 0 CHECK (kind BETWEEN 0 AND 3),
  PRIMARY KEY (series_id, step)
) STRICT, WITHOUT ROWID;

-- What happened to a run, and what its trainer said.
CREATE TABLE events (
  run_id   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  time     TEXT NOT NULL,
  level    TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error')),
  message  TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;

-- The eight fixed validation images and their targets, once for each data set.
CREATE TABLE sample_sets (
  id      TEXT PRIMARY KEY,
  inputs  BLOB NOT NULL,
  targets BLOB NOT NULL
) STRICT;

-- Outputs for them: at the best epoch by val_mse, and at the last.
CREATE TABLE sample_outputs (
  run_id  TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  role    TEXT NOT NULL CHECK (role IN ('best', 'last')),
  epoch   INTEGER NOT NULL,
  outputs BLOB NOT NULL,
  PRIMARY KEY (run_id, role)
) STRICT;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- For people with the sqlite3 shell.
CREATE VIEW epoch_losses AS
SELECT epochs.run_id, runs.name AS run, epochs.epoch, epochs.elapsed_seconds, epochs.images_per_second,
  max(CASE series.key WHEN 'train_loss' THEN epoch_points.value END) AS train_loss,
  max(CASE series.key WHEN 'validation_loss' THEN epoch_points.value END) AS validation_loss,
  max(CASE series.key WHEN 'val_mse' THEN epoch_points.value END) AS val_mse,
  max(CASE series.key WHEN 'val_mae' THEN epoch_points.value END) AS val_mae,
  max(CASE series.key WHEN 'val_psnr' THEN epoch_points.value END) AS val_psnr
FROM epochs
JOIN runs ON runs.id = epochs.run_id
JOIN series ON series.run_id = epochs.run_id
JOIN epoch_points ON epoch_points.series_id = series.id AND epoch_points.epoch = epochs.epoch
GROUP BY epochs.run_id, epochs.epoch;

CREATE VIEW run_summary AS
SELECT runs.id, runs.name, coalesce(runs.end_reason, runs.state) AS state,
  json_extract(runs.config, '$.architecture') AS architecture,
  json_extract(runs.config, '$.loss') AS loss,
  json_extract(runs.config, '$.seed') AS seed,
  count(epoch_losses.epoch) AS epochs,
  min(epoch_losses.val_mse) AS best_val_mse,
  runs.created_at, runs.ended_at
FROM runs LEFT JOIN epoch_losses ON epoch_losses.run_id = runs.id
GROUP BY runs.id;
