-- SQLite drops no constraint: the table is made anew.
CREATE TABLE mention_carried (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL,
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  exact TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  name_kind TEXT,
  status TEXT NOT NULL,
  origin TEXT NOT NULL,
  confidence INTEGER,
  CHECK (start_at < end_at)
);
INSERT INTO mention_carried SELECT id, uid, revision_id, entity_id, start_at, end_at, exact, prefix, suffix, name_kind,
  status, origin, confidence FROM mention;
DROP TABLE mention;
ALTER TABLE mention_carried RENAME TO mention;
CREATE INDEX mention_revision ON mention (revision_id, start_at);
CREATE INDEX mention_entity ON mention (entity_id, revision_id);
CREATE UNIQUE INDEX mention_uid ON mention (uid, revision_id);
