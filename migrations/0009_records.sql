-- A run is a record of any origin, with any settings and any series, in a project.
--
-- `runs` is rebuilt. migrate.ts has switched foreign keys and checks off: dropping the old table takes nothing with it, and a cell that
-- no version wrote is taken over as something that reading says a sentence about. What it was is in the copy `backup-v8.sqlite`.

DROP VIEW run_summary;
DROP VIEW epoch_losses;
DROP TRIGGER IF EXISTS epoch_points_changed;
DROP TRIGGER IF EXISTS epochs_changed;

-- Projects -------------------------------------------------------------------------------------------------------------------------
CREATE TABLE projects (
  id         TEXT PRIMARY KEY,
  -- Names that differ in case or Unicode form are different names.
  name       TEXT NOT NULL UNIQUE,
  notes      TEXT NOT NULL DEFAULT '',
  -- What a person chose for it: directions of metrics, roles of settings.
  settings   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
  -- The workspace as it was left; NULL where it was never opened.
  workspace  TEXT,
  created_at TEXT NOT NULL,
  -- When somebody last chose it or launched a run into it.
  used_at    TEXT,
  binned_at  TEXT
) STRICT;
INSERT INTO projects (id, name, created_at, used_at)
SELECT lower(hex(randomblob(8))), name, created_at, used_at
FROM (
  SELECT coalesce(CAST(project AS TEXT), '') AS name, coalesce(CAST(min(created_at) AS TEXT), '') AS created_at,
    CAST(max(created_at) AS TEXT) AS used_at
  FROM runs GROUP BY coalesce(CAST(project AS TEXT), '')
)
ORDER BY created_at;
INSERT INTO projects (id, name, created_at)
SELECT lower(hex(randomblob(8))), 'experiments', strftime('%Y-%m-%dT%H:%M:%fZ') WHERE NOT EXISTS (SELECT 1 FROM projects);

-- Data sets ------------------------------------------------------------------------------------------------------------------------
CREATE TABLE data_sets (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  -- NULL where nobody said it.
  hash         TEXT,
  task         TEXT,
  -- JSON lists of numbers.
  input_shape  TEXT CHECK (input_shape IS NULL OR json_valid(input_shape)),
  target_shape TEXT CHECK (target_shape IS NULL OR json_valid(target_shape)),
  -- JSON: names of classes, numbers of examples by split.
  classes      TEXT CHECK (classes IS NULL OR json_valid(classes)),
  counts       TEXT CHECK (counts IS NULL OR json_valid(counts))
) STRICT;
INSERT INTO data_sets (id, name, task, input_shape, target_shape, counts)
VALUES ('cifar10-flip-grey', 'cifar10-flip-grey', 'image-to-image', '[32,32,3]', '[28,28]', '{"train":50000,"test":10000}');

-- Runs -----------------------------------------------------------------------------------------------------------------------------
CREATE TABLE runs_9 (
  -- A short name for the tables that have a row for each of a run's settings and series. Runs were made in its order.
  number           INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  project          TEXT NOT NULL REFERENCES projects (id),
  name             TEXT NOT NULL,
  -- {"kind": "trained" | "program" | "logged" | "imported", "facts": {...}}
  origin           TEXT NOT NULL DEFAULT '{"kind":"trained","facts":{}}' CHECK (json_valid(origin)),
  -- Any keys. What does not fit is in the file runs/ID/config.json, and `problems` says so.
  config           TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(config)),
  -- By which Plateau can train it again; NULL where it cannot.
  recipe           TEXT CHECK (recipe IS NULL OR json_valid(recipe)),
  -- Values that its author set by name.
  summary          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(summary)),
  -- Sentences of what was not taken in as it was sent.
  problems         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(problems)),
  data_set         TEXT REFERENCES data_sets (id),
  -- Its author counts steps in epochs.
  steps_are_epochs INTEGER NOT NULL DEFAULT 0 CHECK (steps_are_epochs IN (0, 1)),
  -- Of its epochs, kept as they come; NULL while that was never worked out.
  epochs           INTEGER,
  training_seconds REAL,
  images_per_second REAL,
  -- By which version of the flattening its rows in `run_values` were made; 0: not yet.
  indexed          INTEGER NOT NULL DEFAULT 0,
  state            TEXT NOT NULL CHECK (state IN ('queued', 'running', 'stopping', 'ended')),
  end_reason       TEXT CHECK (end_reason IN ('completed', 'early-stopped', 'stopped', 'cancelled', 'diverged', 'failed', 'interrupted')),
  end_message      TEXT,
  layers           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(layers)),
  parameters       INTEGER,
  colour_slot      INTEGER NOT NULL,
  launch_group     TEXT,
  parent_run       TEXT REFERENCES runs (id) ON DELETE SET NULL,
  environment      TEXT CHECK (environment IS NULL OR json_valid(environment)),
  sample_set       TEXT REFERENCES sample_sets (id),
  created_at       TEXT NOT NULL,
  started_at       TEXT,
  ended_at         TEXT,
  detached         INTEGER NOT NULL DEFAULT 0 CHECK (detached IN (0, 1)),
  queue_position   INTEGER,
  held             INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
  verifies         TEXT REFERENCES runs (id) ON DELETE SET NULL,
  last_epoch       INTEGER,
  next_attempt     TEXT NOT NULL DEFAULT 'start' CHECK (next_attempt IN ('start', 'resume', 'continue')),
  notes            TEXT NOT NULL DEFAULT '',
  tags             TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  starred          INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
  archived         INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  binned_at        TEXT,
  UNIQUE (project, name),
  CHECK ((state = 'ended') = (end_reason IS NOT NULL))
) STRICT;
INSERT INTO runs_9 (number, id, project, name, config, recipe, data_set, state, end_reason, end_message, layers, parameters,
  colour_slot, launch_group, parent_run, environment, sample_set, created_at, started_at, ended_at, detached, queue_position, held,
  verifies, last_epoch, next_attempt, notes, tags, starred, archived, binned_at)
SELECT rowid, coalesce(CAST(id AS TEXT), 'row-' || rowid),
  (SELECT projects.id FROM projects WHERE projects.name = coalesce(CAST(project AS TEXT), '')),
  coalesce(CAST(name AS TEXT), CAST(id AS TEXT), 'row-' || rowid), coalesce(CAST(config AS TEXT), ''),
  coalesce(CAST(config AS TEXT), ''), 'cifar10-flip-grey', coalesce(CAST(state AS TEXT), ''), CAST(end_reason AS TEXT),
  CAST(end_message AS TEXT), coalesce(CAST(layers AS TEXT), ''), CASE typeof(parameters) WHEN 'integer' THEN parameters ELSE -1 END,
  CASE typeof(colour_slot) WHEN 'integer' THEN colour_slot ELSE -1 END, CAST(launch_group AS TEXT), CAST(parent_run AS TEXT),
  CAST(environment AS TEXT), CAST(sample_set AS TEXT), coalesce(CAST(created_at AS TEXT), ''), CAST(started_at AS TEXT),
  CAST(ended_at AS TEXT), CASE typeof(detached) WHEN 'integer' THEN detached ELSE -1 END,
  CASE typeof(queue_position) WHEN 'integer' THEN queue_position WHEN 'null' THEN NULL ELSE -1 END,
  CASE typeof(held) WHEN 'integer' THEN held ELSE -1 END, CAST(verifies AS TEXT),
  CASE typeof(last_epoch) WHEN 'integer' THEN last_epoch WHEN 'null' THEN NULL ELSE -1 END, coalesce(CAST(next_attempt AS TEXT), ''),
  coalesce(CAST(notes AS TEXT), ''), coalesce(CAST(tags AS TEXT), ''),
  CASE typeof(starred) WHEN 'integer' THEN starred ELSE -1 END, CASE typeof(archived) WHEN 'integer' THEN archived ELSE -1 END,
  CAST(binned_at AS TEXT)
FROM runs ORDER BY rowid;
DROP TABLE runs;
ALTER TABLE runs_9 RENAME TO runs;
CREATE INDEX runs_by_state ON runs (state) WHERE state <> 'ended';
CREATE INDEX runs_by_creation ON runs (created_at);
CREATE INDEX runs_by_name ON runs (name);

-- What the author of a run says of its metrics.
CREATE TABLE metric_descriptions (
  run       INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  key       TEXT NOT NULL,
  direction TEXT CHECK (direction IN ('lower', 'higher', 'none')),
  unit      TEXT,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

-- Keys, and the values that runs are listed by ------------------------------------------------------------------------------------------
CREATE TABLE keys (
  id   INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('config', 'summary', 'environment', 'series')),
  key  TEXT NOT NULL,
  UNIQUE (kind, key)
) STRICT;

-- The flattened values of runs, key by key: worked out of `runs`, and made again where they are missing (`runs.indexed`).
CREATE TABLE run_values (
  key    INTEGER NOT NULL REFERENCES keys (id),
  run    INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  -- 0 null, 1 boolean (text true or false), 2 number, 3 text, 4 list (text: JSON).
  type   INTEGER NOT NULL CHECK (type BETWEEN 0 AND 4),
  number REAL,
  -- A long text is its beginning and a hash of the whole: equal exactly where the texts are.
  text   TEXT,
  PRIMARY KEY (key, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_values_of_run ON run_values (run);

-- What of a run words are looked for in (src-main/model/search.ts), made with its rows in `run_values`.
CREATE TABLE run_search (
  run      INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
  -- Name and tags, in small letters: a word may stand anywhere.
  head     TEXT NOT NULL,
  -- Parts of its settings, each behind a line end: a word is the beginning of one.
  parts    TEXT NOT NULL,
  -- JSON list of sentences: what of its row could not be read.
  problems TEXT NOT NULL CHECK (json_valid(problems))
) STRICT;
CREATE INDEX run_search_problems ON run_search (run) WHERE problems <> '[]';
CREATE INDEX runs_by_indexed ON runs (indexed);
-- Which runs a list is about, without reading the runs themselves.
-- Also counts, states and the last run of each project.
CREATE INDEX runs_by_project ON runs (project, binned_at, archived, created_at, state);
-- Whoever changes what is indexed, by hand too: the row is indexed anew when runs are next asked for.
CREATE TRIGGER runs_to_index AFTER UPDATE OF name, origin, config, recipe, summary, problems, environment, layers, parameters, colour_slot, state,
  end_reason, created_at, started_at, ended_at, notes, tags, starred, archived, binned_at ON runs WHEN new.indexed <> 0 BEGIN
  UPDATE runs SET indexed = 0 WHERE number = new.number;
END;

-- Series ---------------------------------------------------------------------------------------------------------------------------
-- Each with its digest, kept as points arrive. By key first: one key of ten thousand runs lies in one place.
CREATE TABLE series_9 (
  key            INTEGER NOT NULL REFERENCES keys (id),
  run            INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  id             INTEGER NOT NULL UNIQUE,
  -- NULL while there is no digest: it is made of the points when it is next asked for.
  is_by_step     INTEGER CHECK (is_by_step IN (0, 1)),
  count          INTEGER,
  first_step     INTEGER,
  last_step      INTEGER,
  -- NULL for NaN.
  last           REAL,
  -- Over the finite values, each with the first step it was reached at; NULL where there is none.
  minimum        REAL,
  minimum_step   INTEGER,
  maximum        REAL,
  maximum_step   INTEGER,
  nan            INTEGER,
  infinite       INTEGER,
  -- The first step with each infinity, as it is better than any finite value; NULL where there is none.
  positive_infinity_step INTEGER,
  negative_infinity_step INTEGER,
  -- Which of them are -0.0: the sum of 1 for last, 2 for minimum and 4 for maximum.
  negative_zeros INTEGER,
  PRIMARY KEY (key, run)
) STRICT, WITHOUT ROWID;
INSERT INTO keys (kind, key) SELECT 'series', CAST(key AS TEXT) FROM series WHERE key IS NOT NULL GROUP BY key ORDER BY min(id);
INSERT INTO series_9 (key, run, id)
SELECT keys.id, runs.number, series.id
FROM series JOIN runs ON runs.id = series.run_id JOIN keys ON keys.kind = 'series' AND keys.key = series.key
ORDER BY keys.id, runs.number;
DROP TABLE series;
ALTER TABLE series_9 RENAME TO series;
CREATE INDEX series_of_run ON series (run, id);

-- Epochs ---------------------------------------------------------------------------------------------------------------------------
-- Rows of `epochs` and `epoch_points` are those of runs that train. Those of ended runs are packed: a column a blob, which is the only copy.
-- What was packed so far was made of rows that are still there, and is made again.
DROP TABLE epoch_columns;
DROP TABLE epoch_digests;
CREATE TABLE epoch_columns (
  series   INTEGER PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE,
  -- The epochs of the values as int32, little-endian; NULL where they are all of 1, 2, 3, ...
  epochs   BLOB,
  -- float64, little-endian, every bit kept.
  numbers  BLOB NOT NULL,
  -- CRC-32 of both, epochs first.
  checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE packed_epochs (
  run      INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
  count    INTEGER NOT NULL,
  epochs   BLOB,
  -- Four columns after another: seconds, elapsed seconds, images per second, end in milliseconds since 1970; NaN where there is none.
  numbers  BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE epochs_9 (
  run_id            TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch             INTEGER NOT NULL CHECK (epoch >= 0),
  -- NULL where a client logged the epoch.
  seconds           REAL,
  elapsed_seconds   REAL,
  images_per_second REAL,
  ended_at          REAL,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO epochs_9 (run_id, epoch, seconds, elapsed_seconds, images_per_second, ended_at)
SELECT CAST(run_id AS TEXT), epoch, CASE WHEN typeof(seconds) IN ('real', 'integer') THEN seconds END,
  CASE WHEN typeof(elapsed_seconds) IN ('real', 'integer') THEN elapsed_seconds END,
  CASE WHEN typeof(images_per_second) IN ('real', 'integer') THEN images_per_second END,
  CASE WHEN typeof(ended_at) IN ('real', 'integer') THEN ended_at END
FROM epochs WHERE typeof(epoch) = 'integer' AND run_id IS NOT NULL;
DROP TABLE epochs;
ALTER TABLE epochs_9 RENAME TO epochs;

-- Series by step: chunks of encoding 2 have their size beside them, as it does not follow from their count. NULL for older ones.
ALTER TABLE batch_chunks ADD COLUMN bytes INTEGER;

-- Whoever changes a value by hand changes a row.
CREATE TRIGGER epoch_points_changed AFTER UPDATE ON epoch_points BEGIN
  UPDATE series SET count = NULL WHERE id = new.series_id;
END;
CREATE TRIGGER epochs_changed AFTER UPDATE ON epochs BEGIN
  UPDATE runs SET epochs = NULL WHERE id = new.run_id;
END;
CREATE TRIGGER batch_tail_changed AFTER UPDATE ON batch_tail BEGIN
  UPDATE series SET count = NULL WHERE id = new.series_id;
END;

-- Of a project ---------------------------------------------------------------------------------------------------------------------
-- So far there was one workspace for all: it and what was saved of it belong to the project used last.
CREATE TABLE views_9 (
  id       TEXT PRIMARY KEY,
  project  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  layout   TEXT NOT NULL CHECK (json_valid(layout)),
  saved_at TEXT NOT NULL,
  UNIQUE (project, name)
) STRICT;
INSERT INTO views_9 (id, project, name, layout, saved_at)
SELECT coalesce(CAST(id AS TEXT), 'row-' || rowid), (SELECT id FROM projects ORDER BY used_at DESC, created_at, rowid LIMIT 1),
  coalesce(CAST(name AS TEXT), 'row-' || rowid), coalesce(CAST(layout AS TEXT), ''), coalesce(CAST(saved_at AS TEXT), '')
FROM views ORDER BY rowid;
DROP TABLE views;
ALTER TABLE views_9 RENAME TO views;

CREATE TABLE reports_9 (
  id        TEXT PRIMARY KEY,
  project   TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  title     TEXT NOT NULL,
  document  TEXT NOT NULL CHECK (json_valid(document)),
  frozen    BLOB,
  frozen_at TEXT,
  saved_at  TEXT NOT NULL,
  CHECK ((frozen IS NULL) = (frozen_at IS NULL))
) STRICT;
INSERT INTO reports_9 (id, project, title, document, frozen, frozen_at, saved_at)
SELECT coalesce(CAST(id AS TEXT), 'row-' || rowid), (SELECT id FROM projects ORDER BY used_at DESC, created_at, rowid LIMIT 1),
  coalesce(CAST(title AS TEXT), ''), coalesce(CAST(document AS TEXT), ''), CAST(frozen AS BLOB), CAST(frozen_at AS TEXT),
  coalesce(CAST(saved_at AS TEXT), '')
FROM reports ORDER BY rowid;
DROP TABLE reports;
ALTER TABLE reports_9 RENAME TO reports;

UPDATE projects SET workspace = (SELECT value FROM settings WHERE key = 'workspace')
WHERE id = (SELECT id FROM projects ORDER BY used_at DESC, created_at, rowid LIMIT 1);
DELETE FROM settings WHERE key = 'workspace';

-- Packing and digests are left to store/upkeep.ts, which takes this away.
INSERT INTO settings (key, value) VALUES ('core.history-to-pack', '1');

-- For people with the sqlite3 shell --------------------------------------------------------------------------------------------------
-- A blob's float64 is read out of its hexadecimal digits: eight bytes, the lowest first.
CREATE VIEW epoch_values AS
WITH RECURSIVE places (place) AS (
  SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place + 1 < (SELECT max(count) FROM (
    SELECT max(length(numbers)) / 8 AS count FROM epoch_columns UNION ALL SELECT max(count) FROM packed_epochs))
)
SELECT runs.id AS run_id, runs.name AS run, keys.key, epoch_points.epoch, epoch_points.value
FROM epoch_points
JOIN series ON series.id = epoch_points.series_id
JOIN keys ON keys.id = series.key
JOIN runs ON runs.number = series.run
UNION ALL
SELECT run_id, name, field.value, epoch,
  CASE field.value WHEN 'elapsed_seconds' THEN elapsed_seconds WHEN 'epoch_seconds' THEN seconds ELSE epochs.images_per_second END
FROM epochs JOIN runs ON runs.id = run_id JOIN json_each('["epoch_seconds","elapsed_seconds","images_per_second"]') AS field
UNION ALL
SELECT run_id, run, key, epoch,
  CASE
    WHEN exponent < 2047
      THEN (1 - 2 * sign) * CASE exponent WHEN 0 THEN mantissa * pow(2.0, -1074)
        ELSE (mantissa + 4503599627370496) * pow(2.0, exponent - 1075) END
    WHEN mantissa = 0 THEN (1 - 2 * sign) * 9e999
  END
FROM (
  SELECT run_id, run, key,
    CASE WHEN four IS NULL THEN place + 1 ELSE e0 + 256 * (e1 + 256 * (e2 + 256 * e3)) END AS epoch,
    b0 + 256 * (b1 + 256 * (b2 + 256 * (b3 + 256 * (b4 + 256 * (b5 + 256 * (b6 & 15)))))) AS mantissa,
    (b7 & 127) * 16 + (b6 >> 4) AS exponent, b7 >> 7 AS sign
  FROM (
    SELECT run_id, run, key, place, four,
      instr(digits, substr(eight, 1, 1)) * 16 + instr(digits, substr(eight, 2, 1)) - 17 AS b0,
      instr(digits, substr(eight, 3, 1)) * 16 + instr(digits, substr(eight, 4, 1)) - 17 AS b1,
      instr(digits, substr(eight, 5, 1)) * 16 + instr(digits, substr(eight, 6, 1)) - 17 AS b2,
      instr(digits, substr(eight, 7, 1)) * 16 + instr(digits, substr(eight, 8, 1)) - 17 AS b3,
      instr(digits, substr(eight, 9, 1)) * 16 + instr(digits, substr(eight, 10, 1)) - 17 AS b4,
      instr(digits, substr(eight, 11, 1)) * 16 + instr(digits, substr(eight, 12, 1)) - 17 AS b5,
      instr(digits, substr(eight, 13, 1)) * 16 + instr(digits, substr(eight, 14, 1)) - 17 AS b6,
      instr(digits, substr(eight, 15, 1)) * 16 + instr(digits, substr(eight, 16, 1)) - 17 AS b7,
      instr(digits, substr(four, 1, 1)) * 16 + instr(digits, substr(four, 2, 1)) - 17 AS e0,
      instr(digits, substr(four, 3, 1)) * 16 + instr(digits, substr(four, 4, 1)) - 17 AS e1,
      instr(digits, substr(four, 5, 1)) * 16 + instr(digits, substr(four, 6, 1)) - 17 AS e2,
      instr(digits, substr(four, 7, 1)) * 16 + instr(digits, substr(four, 8, 1)) - 17 AS e3
    FROM (
      SELECT runs.id AS run_id, runs.name AS run, keys.key, place, '0123456789ABCDEF' AS digits,
        hex(substr(numbers, 8 * place + 1, 8)) AS eight,
        CASE WHEN epoch_columns.epochs IS NOT NULL THEN hex(substr(epoch_columns.epochs, 4 * place + 1, 4)) END AS four
      FROM epoch_columns
      JOIN series ON series.id = epoch_columns.series
      JOIN keys ON keys.id = series.key
      JOIN runs ON runs.number = series.run
      JOIN places ON place < length(numbers) / 8
      UNION ALL
      SELECT runs.id, runs.name, field.value, place, '0123456789ABCDEF',
        hex(substr(numbers, 8 * (field.key * count + place) + 1, 8)),
        CASE WHEN packed_epochs.epochs IS NOT NULL THEN hex(substr(packed_epochs.epochs, 4 * place + 1, 4)) END
      FROM packed_epochs
      JOIN runs ON runs.number = packed_epochs.run
      JOIN json_each('["epoch_seconds","elapsed_seconds","images_per_second"]') AS field
      JOIN places ON place < count
    )
  )
);

CREATE VIEW epoch_losses AS
SELECT run_id, run, epoch,
  max(CASE key WHEN 'elapsed_seconds' THEN value END) AS elapsed_seconds,
  max(CASE key WHEN 'images_per_second' THEN value END) AS images_per_second,
  max(CASE key WHEN 'train_loss' THEN value END) AS train_loss,
  max(CASE key WHEN 'validation_loss' THEN value END) AS validation_loss,
  max(CASE key WHEN 'val_mse' THEN value END) AS val_mse,
  max(CASE key WHEN 'val_mae' THEN value END) AS val_mae,
  max(CASE key WHEN 'val_psnr' THEN value END) AS val_psnr,
  max(CASE key WHEN 'val_ssim' THEN value END) AS val_ssim
FROM epoch_values
GROUP BY run_id, epoch;

CREATE VIEW series_summary AS
SELECT runs.id AS run_id, runs.name AS run, projects.name AS project, keys.key,
  CASE is_by_step WHEN 1 THEN 'step' ELSE 'epoch' END AS by, count, first_step, last_step, last, minimum, minimum_step, maximum,
  maximum_step, nan, infinite
FROM series
JOIN keys ON keys.id = series.key
JOIN runs ON runs.number = series.run
JOIN projects ON projects.id = runs.project
WHERE count > 0;

CREATE VIEW run_summary AS
SELECT runs.id, runs.name, projects.name AS project, coalesce(runs.end_reason, runs.state) AS state,
  CASE WHEN json_valid(runs.config) THEN json_extract(runs.config, '$.architecture') END AS architecture,
  CASE WHEN json_valid(runs.config) THEN json_extract(runs.config, '$.loss') END AS loss,
  CASE WHEN json_valid(runs.config) THEN json_extract(runs.config, '$.seed') END AS seed,
  runs.epochs,
  (SELECT minimum FROM series WHERE series.run = runs.number
    AND series.key = (SELECT keys.id FROM keys WHERE kind = 'series' AND keys.key = 'val_mse')) AS best_val_mse,
  runs.created_at, runs.ended_at
FROM runs JOIN projects ON projects.id = runs.project;
