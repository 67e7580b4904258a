-- The desk: what the newsroom works on. Every write goes here first; readers never come here.

CREATE TABLE desk (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Rises whenever a name, an entity or a redirect changes: the matcher follows it.
  names BIGINT NOT NULL,
  -- Which reference data was seeded last; empty: none.
  seeded TEXT NOT NULL
);
INSERT INTO desk (id, names, seeded) VALUES (1, 0, '');

CREATE TABLE entity (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  summary TEXT,
  description TEXT,
  start_date TEXT,
  end_date TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  publication TEXT NOT NULL,
  merged_into_id BIGINT REFERENCES entity (id),
  -- Seeded by the product and not edited since: a later release may refresh it.
  builtin BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);
CREATE INDEX entity_merged_into ON entity (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE entity_name (
  id {id},
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Empty: of no language in particular. Not NULL, so that the unique key holds.
  language TEXT NOT NULL,
  preferred BOOLEAN NOT NULL,
  distinctive BOOLEAN NOT NULL,
  start_date TEXT,
  end_date TEXT,
  UNIQUE (entity_id, name, kind, language)
);
CREATE INDEX entity_name_key ON entity_name (key);
CREATE UNIQUE INDEX entity_name_preferred ON entity_name (entity_id, language) WHERE preferred;

CREATE TABLE identifier_scheme (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  pattern TEXT NOT NULL,
  url_template TEXT,
  builtin BOOLEAN NOT NULL
);

CREATE TABLE entity_identifier (
  scheme TEXT NOT NULL REFERENCES identifier_scheme (code),
  value TEXT NOT NULL,
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  PRIMARY KEY (scheme, value)
);
CREATE INDEX entity_identifier_entity ON entity_identifier (entity_id);

CREATE TABLE entity_merge (
  id {id},
  source_id BIGINT NOT NULL REFERENCES entity (id),
  target_id BIGINT NOT NULL REFERENCES entity (id),
  reason TEXT NOT NULL,
  journal TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);

CREATE TABLE relation_type (
  code TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  inverse_label TEXT NOT NULL,
  -- "heads", "headed": what stands between subject and object in a sentence.
  verb_present TEXT,
  verb_past TEXT,
  parent_code TEXT REFERENCES relation_type (code),
  "symmetric" BOOLEAN NOT NULL,
  transitive BOOLEAN NOT NULL,
  temporal TEXT NOT NULL,
  -- Kinds, separated by commas; empty: any.
  subject_kinds TEXT NOT NULL,
  object_kinds TEXT NOT NULL,
  wikidata_property TEXT,
  builtin BOOLEAN NOT NULL,
  retired_at BIGINT
);

CREATE TABLE relation_type_label (
  code TEXT NOT NULL REFERENCES relation_type (code),
  language TEXT NOT NULL,
  label TEXT NOT NULL,
  inverse_label TEXT NOT NULL,
  verb_present TEXT,
  verb_past TEXT,
  PRIMARY KEY (code, language)
);

CREATE TABLE article (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  -- Numbers of revisions: the newest, the one readers have, the one approved, the one to be published.
  head_number INTEGER NOT NULL,
  live_number INTEGER,
  approved_number INTEGER,
  scheduled_number INTEGER,
  stage TEXT NOT NULL,
  publication TEXT NOT NULL,
  first_published_at BIGINT,
  scheduled_for BIGINT,
  scheduled_until BIGINT,
  schedule_error TEXT,
  embargoed_until BIGINT,
  edit_note TEXT,
  archived_at BIGINT,
  deleted_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- Every slug an article ever had; reserved for it, so that old addresses go on working.
CREATE TABLE article_slug (
  language TEXT NOT NULL,
  slug TEXT NOT NULL,
  article_id BIGINT NOT NULL REFERENCES article (id),
  PRIMARY KEY (language, slug)
);
CREATE INDEX article_slug_article ON article_slug (article_id);

-- Immutable. All editorial content of an article belongs to its revisions.
CREATE TABLE article_revision (
  id {id},
  article_id BIGINT NOT NULL REFERENCES article (id),
  number INTEGER NOT NULL,
  slug TEXT NOT NULL,
  language TEXT NOT NULL,
  headline TEXT NOT NULL,
  subheadline TEXT,
  summary TEXT,
  byline TEXT,
  genre TEXT,
  located TEXT,
  located_entity_id BIGINT REFERENCES entity (id),
  content_created TEXT,
  body_format TEXT NOT NULL,
  body TEXT NOT NULL,
  text TEXT NOT NULL,
  copyright_notice TEXT,
  note TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (article_id, number)
);
CREATE INDEX article_revision_located ON article_revision (located_entity_id) WHERE located_entity_id IS NOT NULL;

-- A revision that was live, with its public number (1, 2, ... of its article).
CREATE TABLE article_version (
  article_id BIGINT NOT NULL REFERENCES article (id),
  number INTEGER NOT NULL,
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  published_at BIGINT NOT NULL,
  -- Kept here, but no longer shown to readers (a court order).
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (article_id, number)
);
CREATE INDEX article_version_revision ON article_version (revision_id);

CREATE TABLE revision_about (
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  position INTEGER NOT NULL,
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  PRIMARY KEY (revision_id, position)
){clustered};
CREATE INDEX revision_about_entity ON revision_about (entity_id);

CREATE TABLE revision_contributor (
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  position INTEGER NOT NULL,
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  role TEXT NOT NULL,
  PRIMARY KEY (revision_id, position)
){clustered};
CREATE INDEX revision_contributor_entity ON revision_contributor (entity_id);

CREATE TABLE picture (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  href TEXT NOT NULL,
  content_type TEXT,
  width INTEGER,
  height INTEGER,
  alt_text TEXT NOT NULL,
  caption TEXT,
  credit TEXT,
  licence TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);

CREATE TABLE revision_picture (
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  position INTEGER NOT NULL,
  picture_id BIGINT NOT NULL REFERENCES picture (id),
  role TEXT NOT NULL,
  PRIMARY KEY (revision_id, position)
){clustered};

CREATE TABLE revision_link (
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  position INTEGER NOT NULL,
  rel TEXT NOT NULL,
  target_id BIGINT REFERENCES article (id),
  url TEXT,
  title TEXT,
  PRIMARY KEY (revision_id, position),
  CHECK ((target_id IS NULL) <> (url IS NULL))
){clustered};
CREATE INDEX revision_link_target ON revision_link (target_id) WHERE target_id IS NOT NULL;

CREATE TABLE mention (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  revision_id BIGINT NOT NULL REFERENCES article_revision (id),
  entity_id BIGINT NOT NULL REFERENCES entity (id),
  -- Unicode scalar values over the revision's text, the end exclusive.
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  exact TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  name_kind TEXT,
  status TEXT NOT NULL,
  origin TEXT NOT NULL,
  confidence INTEGER,
  CHECK (start_at < end_at)
);
CREATE INDEX mention_revision ON mention (revision_id, start_at);
CREATE INDEX mention_entity ON mention (entity_id, revision_id);

CREATE TABLE article_notice (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  article_id BIGINT NOT NULL REFERENCES article (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  -- The public version that has the fix.
  version INTEGER
);
CREATE INDEX article_notice_article ON article_notice (article_id);

CREATE TABLE series (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

CREATE TABLE series_item (
  series_id BIGINT NOT NULL REFERENCES series (id),
  position INTEGER NOT NULL,
  article_id BIGINT NOT NULL REFERENCES article (id),
  PRIMARY KEY (series_id, position),
  UNIQUE (series_id, article_id)
);
CREATE INDEX series_item_article ON series_item (article_id);

CREATE TABLE relation (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  -- The handle that an import gave it; later imports find it by this.
  key TEXT UNIQUE,
  subject_id BIGINT NOT NULL REFERENCES entity (id),
  type_code TEXT NOT NULL REFERENCES relation_type (code),
  object_id BIGINT NOT NULL REFERENCES entity (id),
  role TEXT,
  start_date TEXT,
  end_date TEXT,
  phase TEXT NOT NULL,
  as_of INTEGER,
  rank TEXT NOT NULL,
  rank_reason TEXT,
  note TEXT,
  -- LIVE: shown even without evidence, by an editor's explicit act.
  publication TEXT NOT NULL,
  -- Days since 1970-01-01, both ends inclusive, derived from dates, phase and as_of.
  start_min INTEGER NOT NULL,
  start_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CHECK (subject_id <> object_id)
);
CREATE INDEX relation_subject ON relation (subject_id);
CREATE INDEX relation_object ON relation (object_id);

CREATE TABLE evidence (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  key TEXT UNIQUE,
  relation_id BIGINT NOT NULL REFERENCES relation (id),
  position INTEGER NOT NULL,
  stance TEXT NOT NULL,
  article_id BIGINT REFERENCES article (id),
  -- Where the passage was first seen.
  revision_id BIGINT REFERENCES article_revision (id),
  source_url TEXT,
  source_title TEXT,
  exact TEXT,
  prefix TEXT,
  suffix TEXT,
  attribution TEXT,
  attributed_to_id BIGINT REFERENCES entity (id),
  stated_on TEXT,
  retracts_id BIGINT REFERENCES evidence (id),
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  CHECK ((article_id IS NULL) <> (source_url IS NULL)),
  CHECK ((stance = 'RETRACTS') = (retracts_id IS NOT NULL))
);
CREATE INDEX evidence_relation ON evidence (relation_id);
CREATE INDEX evidence_article ON evidence (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX evidence_attributed ON evidence (attributed_to_id) WHERE attributed_to_id IS NOT NULL;

-- Who did what, for ever. Written in the transaction of the change itself.
CREATE TABLE audit_event (
  id {id},
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  noun TEXT NOT NULL,
  uid {uuid},
  detail TEXT
);
CREATE INDEX audit_event_uid ON audit_event (uid);
