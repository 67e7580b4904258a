-- The text index: the terms of each article, by its place in time, so that the newest come first when it is walked backwards.
-- Letters beyond ASCII stand for themselves: what a term is, the program says alone.
CREATE VIRTUAL TABLE edition_text USING fts5(
  headline, summary, body, content='', contentless_delete=1, tokenize='ascii'
);
-- Whose place it is, and how much its telling words tell.
CREATE TABLE edition_text_row (
  recency INTEGER PRIMARY KEY,
  article_id BIGINT NOT NULL,
  weights BLOB NOT NULL
);
CREATE UNIQUE INDEX edition_text_row_article ON edition_text_row (article_id);
