-- Texts as filters compare them, folded: case and marks do not matter. The order of lists by headline, too.
ALTER TABLE edition_article ADD COLUMN headline_key TEXT{bytes} NOT NULL DEFAULT '';
ALTER TABLE edition_article ADD COLUMN summary_key TEXT{bytes};
ALTER TABLE edition_article ADD COLUMN byline_key TEXT{bytes};
ALTER TABLE edition_article ADD COLUMN genre_key TEXT{bytes};
ALTER TABLE edition_relation ADD COLUMN role_key TEXT{bytes};
ALTER TABLE edition_relation_state ADD COLUMN role_key TEXT{bytes};

-- The days that the dates of an entity may mean, the first and the last of them.
ALTER TABLE edition_entity ADD COLUMN start_min INTEGER;
ALTER TABLE edition_entity ADD COLUMN start_max INTEGER;
ALTER TABLE edition_entity ADD COLUMN end_min INTEGER;
ALTER TABLE edition_entity ADD COLUMN end_max INTEGER;

DROP INDEX edition_article_genre;
CREATE INDEX edition_article_genre_key ON edition_article (genre_key, published_at DESC, id DESC) WHERE listed AND genre_key IS NOT NULL;
-- Orders of the list of all articles.
CREATE INDEX edition_article_updated ON edition_article (updated_at, id) WHERE listed;
CREATE INDEX edition_article_headline ON edition_article (headline_key, id) WHERE listed;
CREATE INDEX edition_article_slug ON edition_article (slug, id) WHERE listed;
CREATE INDEX edition_article_words ON edition_article (word_count, id) WHERE listed;
-- Entities by their beginning; what has none stands at an end.
CREATE INDEX edition_entity_start ON edition_entity (COALESCE(start_min, 9007199254740991), id);
CREATE INDEX edition_entity_start_last ON edition_entity (COALESCE(start_min, -9007199254740991), id);
-- Relations by their end, and by how many sources support them.
CREATE INDEX edition_relation_by_end ON edition_relation (end_max, id);
CREATE INDEX edition_relation_by_sources ON edition_relation (sources, id);

-- What readers have must be laid out anew, with these columns.
UPDATE edition SET stale = TRUE WHERE number > 0;
