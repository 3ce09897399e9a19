-- Programs of a person's own, and the runs that this home has started of them.

CREATE TABLE programs (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,
  -- Everything else of it.
  settings        TEXT NOT NULL CHECK (json_valid(settings)),
  -- {"from": file, "at": time}; NULL where a person wrote its parameters.
  parameters_read TEXT CHECK (parameters_read IS NULL OR json_valid(parameters_read)),
  saved_at        TEXT NOT NULL
) STRICT;

CREATE TABLE program_jobs (
  run      TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  -- Of which program; it may be changed or gone by now.
  program  TEXT NOT NULL,
  -- The values that were set, by name.
  chosen   TEXT NOT NULL CHECK (json_valid(chosen)),
  -- What is started, to the letter.
  job      TEXT NOT NULL CHECK (json_valid(job)),
  -- The rule that stops it; NULL for none.
  stopping TEXT CHECK (stopping IS NULL OR json_valid(stopping)),
  -- Bytes of its records that were taken in, written together with what they say.
  taken    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX program_jobs_by_program ON program_jobs (program);
