-- How the newsroom works on its articles: stages, hands, locks, working copies, previews; and what tells a repeated
-- request from a new one. People and tools are named as everywhere: `user:UUID`, `key:UUID`, `system`.

CREATE TABLE stage (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  -- Roles that may move an article here, separated by commas.
  entry_roles TEXT NOT NULL,
  -- To stand here is to be approved: it pins the revision.
  approves BOOLEAN NOT NULL,
  builtin BOOLEAN NOT NULL,
  -- No article moves here any more.
  retired_at BIGINT
);
INSERT INTO stage (code, position, label, entry_roles, approves, builtin, retired_at) VALUES
  ('draft', 1, 'Draft', 'AUTHOR,EDITOR,ADMIN', FALSE, TRUE, NULL),
  ('in_review', 2, 'In review', 'AUTHOR,EDITOR,ADMIN', FALSE, TRUE, NULL),
  ('approved', 3, 'Approved', 'EDITOR,ADMIN', TRUE, TRUE, NULL);

CREATE TABLE article_assignee (
  article_id BIGINT NOT NULL REFERENCES article (id),
  actor TEXT NOT NULL,
  PRIMARY KEY (article_id, actor)
){clustered};
CREATE INDEX article_assignee_actor ON article_assignee (actor);

-- A lease: it ends by itself.
CREATE TABLE article_lock (
  article_id BIGINT PRIMARY KEY REFERENCES article (id),
  holder TEXT NOT NULL,
  acquired_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- What an author is writing and did not save yet: one for each article and author.
CREATE TABLE working_copy (
  article_id BIGINT NOT NULL REFERENCES article (id),
  author TEXT NOT NULL,
  -- The revision that it began from.
  base_number INTEGER NOT NULL,
  -- The fields that were written, as JSON in the words of a bundle.
  content TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (article_id, author)
);

-- Names that an editor found to be no mention of an entity, in one article.
CREATE TABLE mention_rejection (
  article_id BIGINT NOT NULL REFERENCES article (id),
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  -- The name as it stood there, folded.
  key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (article_id, entity_id, key)
);

CREATE TABLE preview_token (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  article_id BIGINT NOT NULL REFERENCES article (id),
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);
CREATE INDEX preview_token_article ON preview_token (article_id);

-- What a request with a key did, written in the transaction in which it did it.
CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  -- The field of the answer: a document may have several mutations.
  field TEXT NOT NULL,
  -- SHA-256 of the request, in hexadecimal digits.
  fingerprint TEXT NOT NULL,
  outcome TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (actor, key, field)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

ALTER TABLE audit_event ADD COLUMN before TEXT;
ALTER TABLE audit_event ADD COLUMN after TEXT;
CREATE INDEX audit_event_actor ON audit_event (actor, id);

CREATE INDEX article_updated ON article (updated_at, id);
CREATE INDEX article_created_by ON article (created_by);
CREATE INDEX article_scheduled ON article (scheduled_for) WHERE scheduled_for IS NOT NULL;
CREATE INDEX article_scheduled_until ON article (scheduled_until) WHERE scheduled_until IS NOT NULL;
