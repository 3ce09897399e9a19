-- The order in which waiting runs begin, runs held back until somebody lets them go, and runs that verify another.
ALTER TABLE runs ADD COLUMN queue_position INTEGER;
ALTER TABLE runs ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
ALTER TABLE runs ADD COLUMN verifies TEXT REFERENCES runs (id) ON DELETE SET NULL;
-- How far a verifying run trains: as far as the run it verifies had come when it was launched. NULL for every other.
ALTER TABLE runs ADD COLUMN last_epoch INTEGER;
-- How the next attempt of a queued run begins.
ALTER TABLE runs ADD COLUMN next_attempt TEXT NOT NULL DEFAULT 'start' CHECK (next_attempt IN ('start', 'resume', 'continue'));
UPDATE runs SET queue_position = rowid WHERE state = 'queued';

-- One stretch of training of a run by one trainer process.
CREATE TABLE attempts (
  run_id          TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  attempt         INTEGER NOT NULL CHECK (attempt >= 1),
  kind            TEXT NOT NULL CHECK (kind IN ('start', 'resume', 'continue')),
  -- The epoch whose checkpoint it went on from; 0 from the beginning.
  from_epoch      INTEGER NOT NULL CHECK (from_epoch >= 0),
  -- It went on from weights alone, with an optimizer that started afresh.
  fresh_optimizer INTEGER NOT NULL DEFAULT 0 CHECK (fresh_optimizer IN (0, 1)),
  started_at      TEXT NOT NULL,
  ended_at        TEXT,
  -- An end reason of runs, or 'paused'.
  end_reason      TEXT,
  environment     TEXT CHECK (environment IS NULL OR json_valid(environment)),
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts (run_id, attempt, kind, from_epoch, started_at, ended_at, end_reason, environment)
SELECT id, 1, 'start', 0, started_at, ended_at, end_reason, environment FROM runs WHERE started_at IS NOT NULL;

-- Checkpoint files that are whole on the disk, below home/runs/<run id>. A file without a row is an orphan.
CREATE TABLE checkpoints (
  run_id     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch      INTEGER NOT NULL CHECK (epoch >= 1),
  kind       TEXT NOT NULL CHECK (kind IN ('whole', 'weights')),
  file       TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (run_id, epoch, kind)
) STRICT, WITHOUT ROWID;

-- Outputs for the fixed validation images at every epoch: 8 x 784 numbers of 16 bits (version 0.1.0 kept two epochs in 32).
CREATE TABLE epoch_samples (
  run_id   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch    INTEGER NOT NULL,
  encoding TEXT NOT NULL CHECK (encoding IN ('float16', 'float32')),
  outputs  BLOB NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT;
INSERT OR IGNORE INTO epoch_samples (run_id, epoch, encoding, outputs)
SELECT run_id, epoch, 'float32', outputs FROM sample_outputs;
DROP TABLE sample_outputs;

-- Preferences are JSON under keys of their own.
UPDATE settings SET key = 'preference.theme', value = json_quote(value) WHERE key = 'theme';
