-- The text index: the terms of each article, by its place in time: headlines weigh A, summaries B, bodies D. Lexemes for the
-- day, the month and the year let the index be walked from the newest, piece by piece.
CREATE TABLE edition_text (
  recency BIGINT PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX edition_text_words ON edition_text USING gin (words);
-- Whose place it is, and how much its telling words tell.
CREATE TABLE edition_text_row (
  recency BIGINT PRIMARY KEY,
  article_id BIGINT NOT NULL,
  weights BYTEA NOT NULL
);
CREATE UNIQUE INDEX edition_text_row_article ON edition_text_row (article_id);
