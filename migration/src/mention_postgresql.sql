ALTER TABLE mention DROP CONSTRAINT mention_uid_key;
CREATE UNIQUE INDEX mention_uid ON mention (uid, revision_id);
