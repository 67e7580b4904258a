-- Relations by what speaks of them.
CREATE INDEX edition_evidence_attributed ON edition_evidence (attributed_to_id, relation_id) WHERE attributed_to_id IS NOT NULL;
