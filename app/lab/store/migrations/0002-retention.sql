-- What a person wants to keep, and what was rescued from a damaged store.
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE traces ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE traces ADD COLUMN note TEXT NOT NULL DEFAULT '';

CREATE INDEX runs_by_age ON runs (created_at);

CREATE TABLE rescues (
  key INTEGER PRIMARY KEY,
  stamp TEXT NOT NULL UNIQUE,
  report TEXT NOT NULL
) STRICT;
