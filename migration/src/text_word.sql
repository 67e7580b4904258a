-- The words of headlines and summaries, with how many articles have each: what somebody may have meant.
CREATE TABLE edition_text_word (
  word TEXT{bytes} NOT NULL PRIMARY KEY,
  sound TEXT{bytes},
  articles BIGINT NOT NULL
){clustered};
CREATE INDEX edition_text_word_sound ON edition_text_word (sound, word) WHERE sound IS NOT NULL;

-- What readers have must be laid out anew: this release lays out more than the one that did.
UPDATE edition SET stale = TRUE WHERE number > 0;
