-- The text index of the articles in the edition: folded text, by article id, beside the date it is often sorted by.
CREATE TABLE edition_text (
  article_id BIGINT PRIMARY KEY,
  published_at BIGINT NOT NULL,
  words TSVECTOR NOT NULL
);
CREATE INDEX edition_text_words ON edition_text USING gin (words);
