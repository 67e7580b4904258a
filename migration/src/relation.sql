-- Relations on the desk: lists by time, those of a type, those that somebody made.
CREATE INDEX relation_updated ON relation (updated_at, id);
CREATE INDEX relation_type_code ON relation (type_code);
CREATE INDEX relation_created_by ON relation (created_by);
-- What is taken back cannot go.
CREATE INDEX evidence_retracts ON evidence (retracts_id) WHERE retracts_id IS NOT NULL;
-- Whether readers ever had a relation.
CREATE INDEX edition_log_relation ON edition_log (uid) WHERE noun = 'RELATION';
