-- Named styles of figures; those that come with Plateau are not here.
CREATE TABLE figure_styles (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  style    TEXT NOT NULL CHECK (json_valid(style)),
  saved_at TEXT NOT NULL
) STRICT;

-- Reports as documents. Frozen ones keep the numbers and points of their moment beside, packed.
CREATE TABLE reports (
  id        TEXT PRIMARY KEY,
  title     TEXT NOT NULL,
  document  TEXT NOT NULL CHECK (json_valid(document)),
  frozen    BLOB,
  frozen_at TEXT,
  saved_at  TEXT NOT NULL,
  CHECK ((frozen IS NULL) = (frozen_at IS NULL))
) STRICT;
