-- What the desk finds entities by: its names folded, its former addresses.

CREATE TABLE entity_slug (
  -- A slug that an entity had while readers had it; reserved for it, so that old addresses go on working.
  slug TEXT PRIMARY KEY,
  entity_id BIGINT NOT NULL REFERENCES entity (id)
);
CREATE INDEX entity_slug_entity ON entity_slug (entity_id);

CREATE TABLE edition_entity_slug (
  slug TEXT PRIMARY KEY,
  entity_id BIGINT NOT NULL
){clustered};
CREATE INDEX edition_entity_slug_entity ON edition_entity_slug (entity_id);

-- The name folded, as `edition_entity` has it. What readers never had gets the right one when it is next saved.
ALTER TABLE entity ADD COLUMN name_key TEXT{bytes} NOT NULL DEFAULT '';
UPDATE entity SET name_key =
  COALESCE((SELECT e.name_key FROM edition_entity e WHERE e.id = entity.id), lower(entity.name));
CREATE INDEX entity_by_name ON entity (name_key, id);
CREATE INDEX entity_updated ON entity (updated_at, id);
CREATE INDEX entity_merge_source ON entity_merge (source_id);

CREATE INDEX revision_picture_picture ON revision_picture (picture_id);
-- Addresses may be longer than an index takes.
CREATE INDEX picture_address ON picture (substr(href, 1, 200), id);
