-- What a person says of a run, apart from what was trained.
ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));
ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
-- When it went to the bin; NULL while it is not there.
ALTER TABLE runs ADD COLUMN binned_at TEXT;

-- Named views of the workspace. The workspace as it was left is the setting `workspace`.
CREATE TABLE views (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  layout   TEXT NOT NULL CHECK (json_valid(layout)),
  saved_at TEXT NOT NULL
) STRICT;

-- Errors of every pixel of the validation images at a run's best epoch, as counts of 4,000 bins (uint32, little-endian).
CREATE TABLE residuals (
  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  epoch  INTEGER NOT NULL CHECK (epoch >= 1),
  images INTEGER NOT NULL,
  counts BLOB NOT NULL
) STRICT;
