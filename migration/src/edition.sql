-- The edition: what readers have, laid out for reading. Rows carry the ids of the desk's rows they were built
-- from, so a rebuild gives the same rows. Nothing here can name a draft.

CREATE TABLE edition (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  -- The edition that last changed a reference row: what is kept in memory of them follows this.
  reference BIGINT NOT NULL
);
INSERT INTO edition (id, number, published_at, reference) VALUES (1, 0, 0, 0);

CREATE TABLE edition_log (
  number BIGINT NOT NULL,
  position INTEGER NOT NULL,
  noun TEXT NOT NULL,
  uid {uuid} NOT NULL,
  action TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (number, position)
){clustered};

CREATE TABLE edition_article (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  state TEXT NOT NULL,
  slug TEXT NOT NULL,
  language TEXT NOT NULL,
  headline TEXT NOT NULL,
  subheadline TEXT,
  summary TEXT,
  byline TEXT,
  genre TEXT,
  located TEXT,
  located_entity_id BIGINT,
  content_created TEXT,
  copyright_notice TEXT,
  published_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  -- Shown in lists: live, and not retracted.
  listed BOOLEAN NOT NULL
);
CREATE INDEX edition_article_latest ON edition_article (published_at DESC, id DESC) WHERE listed;
CREATE INDEX edition_article_language ON edition_article (language, published_at DESC, id DESC) WHERE listed;
CREATE INDEX edition_article_genre ON edition_article (genre, published_at DESC, id DESC) WHERE listed AND genre IS NOT NULL;

CREATE TABLE edition_version (
  article_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  published_at BIGINT NOT NULL,
  headline TEXT NOT NULL,
  subheadline TEXT,
  summary TEXT,
  text TEXT NOT NULL,
  blocks TEXT NOT NULL,
  PRIMARY KEY (article_id, number)
);

CREATE TABLE edition_slug (
  language TEXT NOT NULL,
  slug TEXT NOT NULL,
  article_id BIGINT NOT NULL,
  PRIMARY KEY (language, slug)
){clustered};
CREATE INDEX edition_slug_article ON edition_slug (article_id);

-- The reading index: where an entity appears, newest first; and what appears in an article, most telling first.
CREATE TABLE edition_appearance (
  entity_id BIGINT NOT NULL,
  published_at BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  about BOOLEAN NOT NULL,
  mentions INTEGER NOT NULL,
  prominence INTEGER NOT NULL,
  entity_kind TEXT NOT NULL,
  PRIMARY KEY (entity_id, published_at, article_id)
){clustered};
CREATE INDEX edition_appearance_about ON edition_appearance (entity_id, published_at, article_id) WHERE about;
CREATE INDEX edition_appearance_article ON edition_appearance (article_id, prominence);

CREATE TABLE edition_mention (
  article_id BIGINT NOT NULL,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  utf16_start INTEGER NOT NULL,
  utf16_end INTEGER NOT NULL,
  entity_id BIGINT NOT NULL,
  uid {uuid} NOT NULL,
  surface TEXT NOT NULL,
  name_kind TEXT,
  PRIMARY KEY (article_id, start_at)
){clustered};

CREATE TABLE edition_about (
  article_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  entity_id BIGINT NOT NULL,
  PRIMARY KEY (article_id, position)
){clustered};

CREATE TABLE edition_contributor (
  article_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  entity_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (article_id, position)
){clustered};

CREATE TABLE edition_picture (
  article_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  uid {uuid} NOT NULL,
  role TEXT NOT NULL,
  href TEXT NOT NULL,
  content_type TEXT,
  width INTEGER,
  height INTEGER,
  alt_text TEXT NOT NULL,
  caption TEXT,
  credit TEXT,
  licence TEXT,
  PRIMARY KEY (article_id, position)
){clustered};

CREATE TABLE edition_link (
  article_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  rel TEXT NOT NULL,
  target_id BIGINT,
  url TEXT,
  title TEXT,
  PRIMARY KEY (article_id, position)
){clustered};
CREATE INDEX edition_link_target ON edition_link (target_id, rel) WHERE target_id IS NOT NULL;

CREATE TABLE edition_notice (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  article_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  version INTEGER
);
CREATE INDEX edition_notice_article ON edition_notice (article_id, published_at);
CREATE INDEX edition_notice_latest ON edition_notice (published_at DESC, id DESC);

CREATE TABLE edition_series (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT
);

CREATE TABLE edition_series_item (
  series_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  article_id BIGINT NOT NULL,
  PRIMARY KEY (series_id, position)
){clustered};
CREATE INDEX edition_series_item_article ON edition_series_item (article_id);

CREATE TABLE edition_entity (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The name folded: the order of lists by name, the same on both databases.
  name_key TEXT{bytes} NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  summary TEXT,
  description TEXT,
  start_date TEXT,
  end_date TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  -- Kept counts of its listed articles: all, and those it is a subject of.
  articles BIGINT NOT NULL,
  about BIGINT NOT NULL
);
CREATE INDEX edition_entity_by_name ON edition_entity (name_key, id);
CREATE INDEX edition_entity_kind ON edition_entity (kind, name_key, id);
-- Most covered first.
CREATE INDEX edition_entity_by_articles ON edition_entity (articles, id);
CREATE INDEX edition_entity_kind_articles ON edition_entity (kind, articles, id);

-- Entities merged into another: their ids and slugs go on working.
CREATE TABLE edition_redirect (
  uid {uuid} PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  entity_id BIGINT NOT NULL
);
CREATE INDEX edition_redirect_entity ON edition_redirect (entity_id);

CREATE TABLE edition_entity_name (
  entity_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  preferred BOOLEAN NOT NULL,
  start_date TEXT,
  end_date TEXT,
  PRIMARY KEY (entity_id, position)
){clustered};
CREATE INDEX edition_entity_name_key ON edition_entity_name (key, entity_id);

CREATE TABLE edition_identifier (
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  entity_id BIGINT NOT NULL,
  PRIMARY KEY (scheme, value)
){clustered};
CREATE INDEX edition_identifier_entity ON edition_identifier (entity_id);

CREATE TABLE edition_relation (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  subject_id BIGINT NOT NULL,
  type_code TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  role TEXT,
  start_date TEXT,
  end_date TEXT,
  phase TEXT NOT NULL,
  as_of INTEGER,
  rank TEXT NOT NULL,
  standing TEXT NOT NULL,
  -- Different sources (articles, addresses) that support it now.
  sources INTEGER NOT NULL,
  start_min INTEGER NOT NULL,
  start_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  -- Shown unless asked otherwise: not denied, retracted or deprecated.
  shown BOOLEAN NOT NULL
);
CREATE INDEX edition_relation_by_start ON edition_relation (start_min, id);
CREATE INDEX edition_relation_by_type ON edition_relation (type_code, id);

-- A relation from each of its ends: two rows, both MUTUAL where its type is symmetric.
CREATE TABLE edition_edge (
  entity_id BIGINT NOT NULL,
  relation_id BIGINT NOT NULL,
  direction TEXT NOT NULL,
  other_id BIGINT NOT NULL,
  type_code TEXT NOT NULL,
  other_kind TEXT NOT NULL,
  shown BOOLEAN NOT NULL,
  -- Sort keys of an entity's relations: 0 for PREFERRED, then the latest known day, newest first.
  rank_order INTEGER NOT NULL,
  latest_day INTEGER NOT NULL,
  start_min INTEGER NOT NULL,
  start_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  PRIMARY KEY (entity_id, direction, relation_id)
){clustered};
CREATE INDEX edition_edge_relation ON edition_edge (relation_id);
-- The walks over an entity's relations: all of a direction, those of one type, by the first day.
CREATE INDEX edition_edge_latest ON edition_edge (entity_id, direction, rank_order, latest_day DESC, relation_id);
CREATE INDEX edition_edge_type ON edition_edge (entity_id, direction, type_code, rank_order, latest_day DESC, relation_id);
CREATE INDEX edition_edge_start ON edition_edge (entity_id, direction, start_min, relation_id);

CREATE TABLE edition_evidence (
  id {row},
  uid {uuid} NOT NULL UNIQUE,
  relation_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  stance TEXT NOT NULL,
  -- Taken back by other evidence, or with its article.
  undone BOOLEAN NOT NULL,
  article_id BIGINT,
  -- The first public version of the article that has the passage, and where it stands there.
  version INTEGER,
  start_at INTEGER,
  end_at INTEGER,
  quote TEXT,
  source_url TEXT,
  source_title TEXT,
  attribution TEXT,
  attributed_to_id BIGINT,
  stated_on TEXT,
  retracts_id BIGINT
);
CREATE INDEX edition_evidence_relation ON edition_evidence (relation_id, position, id);
CREATE INDEX edition_evidence_article ON edition_evidence (article_id, start_at, id) WHERE article_id IS NOT NULL;

CREATE TABLE edition_relation_type (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  inverse_label TEXT NOT NULL,
  verb_present TEXT,
  verb_past TEXT,
  parent_code TEXT,
  "symmetric" BOOLEAN NOT NULL,
  transitive BOOLEAN NOT NULL,
  temporal TEXT NOT NULL,
  subject_kinds TEXT NOT NULL,
  object_kinds TEXT NOT NULL,
  wikidata_property TEXT,
  retired BOOLEAN NOT NULL
);

CREATE TABLE edition_relation_type_label (
  code TEXT NOT NULL,
  language TEXT NOT NULL,
  label TEXT NOT NULL,
  inverse_label TEXT NOT NULL,
  verb_present TEXT,
  verb_past TEXT,
  PRIMARY KEY (code, language)
);

CREATE TABLE edition_identifier_scheme (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  url_template TEXT
);

-- Kept totals: 'articles', 'articles:<language>', 'entities', 'entities:<kind>'.
CREATE TABLE edition_counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
