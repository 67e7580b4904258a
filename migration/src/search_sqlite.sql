-- The text index of the articles in the edition: folded text, by article id.
CREATE VIRTUAL TABLE edition_text USING fts5(
  headline, summary, text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
