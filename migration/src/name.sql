-- Finding by names. All of it is made of what readers have, and counted by it: a word that nothing has any more is gone
-- with the edition that took the last away.

-- What readers have must be laid out anew: this release lays out more than the one before.
UPDATE edition SET stale = TRUE WHERE number > 0;
DROP TABLE edition_entity_sound;

-- The words of the names of entities, in Latin letters whatever they are written in, and what they sound like.
CREATE TABLE edition_name_word (
  latin TEXT{bytes} NOT NULL,
  entity_id BIGINT NOT NULL,
  word TEXT{bytes} NOT NULL,
  sound TEXT{bytes},
  kind TEXT NOT NULL,
  PRIMARY KEY (latin, entity_id, word)
){clustered};
CREATE INDEX edition_name_word_entity ON edition_name_word (entity_id, latin, word);
CREATE INDEX edition_name_word_sound ON edition_name_word (sound, entity_id) WHERE sound IS NOT NULL;

-- The words of names, with the number of entities that have them.
CREATE TABLE edition_word (
  word TEXT{bytes} NOT NULL PRIMARY KEY,
  latin TEXT{bytes} NOT NULL,
  uses BIGINT NOT NULL
){clustered};
CREATE INDEX edition_word_latin ON edition_word (latin);

-- The same by three letters that follow each other, and by their length: words like one that is not there.
CREATE TABLE edition_gram (
  gram TEXT{bytes} NOT NULL,
  length INTEGER NOT NULL,
  latin TEXT{bytes} NOT NULL,
  PRIMARY KEY (gram, length, latin)
){clustered};
