-- SQLite adds no column whose default is chance: the table is made anew.
CREATE TABLE audit_event_anew (
  id {id},
  -- By chance: rows are counted, and from the gaps between two one could tell how much others did.
  handle {uuid} NOT NULL DEFAULT (randomblob(16)),
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  noun TEXT NOT NULL,
  uid {uuid},
  detail TEXT,
  before TEXT,
  after TEXT
);
INSERT INTO audit_event_anew (id, at, actor, action, noun, uid, detail, before, after)
  SELECT id, at, actor, action, noun, uid, detail, before, after FROM audit_event;
DROP TABLE audit_event;
ALTER TABLE audit_event_anew RENAME TO audit_event;
CREATE INDEX audit_event_uid ON audit_event (uid);
CREATE INDEX audit_event_actor ON audit_event (actor, id);
CREATE UNIQUE INDEX audit_event_handle ON audit_event (handle);

CREATE INDEX article_created ON article (created_at, id);
-- What was never published stands last in either direction.
CREATE INDEX article_published ON article (COALESCE(first_published_at, -1), id);
CREATE INDEX article_published_last ON article (COALESCE(first_published_at, 9007199254740991), id);
CREATE INDEX article_by_schedule ON article (COALESCE(scheduled_for, 9007199254740991), id);
