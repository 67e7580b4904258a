-- What is to happen to an article at a time, besides which revision and when.

CREATE TABLE article_schedule (
  article_id BIGINT PRIMARY KEY REFERENCES article (id),
  -- What is to become of entities that it names and that nobody made public by then: FAIL or PUBLISH.
  unpublished TEXT NOT NULL,
  -- The notice that comes with it.
  notice_kind TEXT,
  notice_text TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  CHECK ((notice_kind IS NULL) = (notice_text IS NULL))
);
