-- Runs that go on without the client that launched them. Kept here, so that a queued one is still detached under the next core.
ALTER TABLE runs ADD COLUMN detached INTEGER NOT NULL DEFAULT 0 CHECK (detached IN (0, 1));
