-- What pairs of entities that look like one are found by, and which of them somebody looked at; and what the names that
-- readers have sound like.

CREATE TABLE duplicate_dismissal (
  -- The older of the two first.
  first_id BIGINT NOT NULL REFERENCES entity (id),
  second_id BIGINT NOT NULL REFERENCES entity (id),
  reason TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (first_id, second_id),
  CHECK (first_id < second_id)
);
CREATE INDEX duplicate_dismissal_second ON duplicate_dismissal (second_id);
-- Names that several entities have, without looking at the entities.
CREATE INDEX entity_named_alike ON entity (name_key) WHERE merged_into_id IS NULL;
CREATE INDEX entity_name_entity_key ON entity_name (key, entity_id);
CREATE INDEX entity_identifier_value ON entity_identifier (value, entity_id);

-- Filled by publications; those of a release before get theirs with the next one, or when the edition is rebuilt.
CREATE TABLE edition_entity_sound (
  sound TEXT NOT NULL,
  entity_id BIGINT NOT NULL,
  PRIMARY KEY (sound, entity_id)
){clustered};
CREATE INDEX edition_entity_sound_entity ON edition_entity_sound (entity_id);
