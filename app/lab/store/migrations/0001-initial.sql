-- Every table has an integer key of its own, so that a damaged one can be read in ranges.
CREATE TABLE runs (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'done', 'interrupted')),
  created_at TEXT NOT NULL,
  begun_at TEXT,
  ended_at TEXT,
  curfew_version TEXT NOT NULL,
  host TEXT,
  tolerance_ms REAL NOT NULL
) STRICT;

CREATE TABLE run_scenarios (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (run, id)
) STRICT;

-- AUTOINCREMENT: a key is never used again, so observations can never be taken for those of another device.
CREATE TABLE run_devices (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  -- At least so many observations were kept: entered now and then, so that a lost end is noticed.
  observed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (run, id)
) STRICT;

CREATE TABLE cases (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  scenario INTEGER NOT NULL REFERENCES run_scenarios (key) ON DELETE CASCADE,
  device INTEGER NOT NULL REFERENCES run_devices (key) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'done', 'interrupted', 'failed')),
  -- Outcomes as predicted, and outcomes that differ; so that a list of runs need not read every analysis.
  as_predicted INTEGER NOT NULL,
  differing INTEGER NOT NULL,
  -- SHA-256 of the recorded trace.
  trace TEXT,
  body TEXT NOT NULL,
  UNIQUE (run, scenario, device)
) STRICT;
CREATE INDEX cases_by_scenario ON cases (scenario);
CREATE INDEX cases_by_device ON cases (device);
CREATE INDEX cases_by_trace ON cases (trace) WHERE trace IS NOT NULL;

CREATE TABLE observations (
  device INTEGER NOT NULL REFERENCES run_devices (key) ON DELETE CASCADE,
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  received_ms INTEGER NOT NULL,
  source TEXT NOT NULL,
  text TEXT NOT NULL,
  -- CRC-32 of the row as JSON: SQLite finds a damaged page, not a changed letter.
  crc INTEGER NOT NULL,
  PRIMARY KEY (device, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE traces (
  key INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('trace', 'log')),
  bytes INTEGER NOT NULL,
  title TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT;

-- The comparison of a case (`case_key`), or of logs that were imported (`title`).
CREATE TABLE analyses (
  key INTEGER PRIMARY KEY,
  case_key INTEGER UNIQUE REFERENCES cases (key) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  title TEXT,
  trace TEXT,
  added_at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX imported_analyses ON analyses (sha256) WHERE case_key IS NULL;
CREATE INDEX analyses_by_trace ON analyses (trace) WHERE trace IS NOT NULL;

-- Reports that were written somewhere; the files are the person's own.
CREATE TABLE reports (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  written_at TEXT NOT NULL
) STRICT;
CREATE INDEX reports_by_run ON reports (run);
