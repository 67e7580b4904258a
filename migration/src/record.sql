-- Relations by what speaks of them.
CREATE INDEX edition_evidence_attributed ON edition_evidence (attributed_to_id, relation_id) WHERE attributed_to_id IS NOT NULL;

-- What readers have must be laid out anew: this release lays out more than the one that did.
ALTER TABLE edition ADD COLUMN stale BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE edition SET stale = TRUE WHERE number > 0;

-- When it became public; and when its article was taken back, if it was.
ALTER TABLE edition_evidence ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE edition_evidence ADD COLUMN retracted_at BIGINT;

-- Two journals, which a rebuild keeps as it keeps the log. When evidence at an address was first readable:
CREATE TABLE edition_first_read (
  evidence_id {row},
  at BIGINT NOT NULL
);
-- and how relations were told from an instant on, until they were told otherwise.
CREATE TABLE edition_telling (
  relation_id BIGINT NOT NULL,
  since BIGINT NOT NULL,
  -- Shown without evidence, by an editor's act.
  unsourced BOOLEAN NOT NULL,
  role TEXT,
  start_date TEXT,
  end_date TEXT,
  phase TEXT NOT NULL,
  as_of INTEGER,
  rank TEXT NOT NULL,
  start_min INTEGER NOT NULL,
  start_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  PRIMARY KEY (relation_id, since)
){clustered};

-- What the edition before knew of it.
INSERT INTO edition_first_read (evidence_id, at)
  SELECT v.id, COALESCE((SELECT min(l.at) FROM edition_log l WHERE l.uid = r.uid AND l.noun = 'RELATION' AND l.at >= e.created_at), e.created_at)
  FROM edition_evidence v JOIN edition_relation r ON r.id = v.relation_id JOIN evidence e ON e.id = v.id
  WHERE v.source_url IS NOT NULL;
INSERT INTO edition_telling (relation_id, since, unsourced, role, start_date, end_date, phase, as_of, rank, start_min, start_max, end_min, end_max)
  SELECT r.id, COALESCE((SELECT min(l.at) FROM edition_log l WHERE l.uid = r.uid AND l.noun = 'RELATION'), 0), r.standing = 'UNSOURCED',
    r.role, r.start_date, r.end_date, r.phase, r.as_of, r.rank, r.start_min, r.start_max, r.end_min, r.end_max
  FROM edition_relation r;

-- What was public of each relation from an instant until before another, with the columns that it has now.
CREATE TABLE edition_relation_state (
  id BIGINT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  uid {uuid} NOT NULL,
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
  sources INTEGER NOT NULL,
  start_min INTEGER NOT NULL,
  start_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  shown BOOLEAN NOT NULL,
  -- Sort keys, as edges have them.
  rank_order INTEGER NOT NULL,
  latest_day INTEGER NOT NULL,
  PRIMARY KEY (id, since)
){clustered};
CREATE INDEX edition_relation_state_start ON edition_relation_state (start_min, id);
CREATE INDEX edition_relation_state_type ON edition_relation_state (type_code, id);

-- The lines of time of entities: the first day of a known beginning or event, and of a known end.
ALTER TABLE edition_edge ADD COLUMN began INTEGER;
ALTER TABLE edition_edge ADD COLUMN ended INTEGER;
CREATE INDEX edition_edge_began ON edition_edge (entity_id, began, relation_id) WHERE shown AND began IS NOT NULL;
CREATE INDEX edition_edge_ended ON edition_edge (entity_id, ended, relation_id) WHERE shown AND ended IS NOT NULL;
