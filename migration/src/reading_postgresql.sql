-- By chance: rows are counted, and from the gaps between two one could tell how much others did.
ALTER TABLE audit_event ADD COLUMN handle {uuid} NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX audit_event_handle ON audit_event (handle);

CREATE INDEX article_created ON article (created_at, id);
-- What was never published stands last in either direction.
CREATE INDEX article_published ON article (COALESCE(first_published_at, -1), id);
CREATE INDEX article_published_last ON article (COALESCE(first_published_at, 9007199254740991), id);
CREATE INDEX article_by_schedule ON article (COALESCE(scheduled_for, 9007199254740991), id);
