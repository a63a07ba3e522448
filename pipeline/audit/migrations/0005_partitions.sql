ALTER TABLE artifacts ADD COLUMN partition text CHECK (btrim(partition) <> '');
ALTER TABLE artifacts ADD COLUMN manifest digest;
COMMENT ON COLUMN artifacts.partition IS 'What it holds, if others are merged from it; e.g., day=2024-04-19. Null for an artifact of a phase.';
COMMENT ON COLUMN artifacts.manifest IS 'The digest of its manifest as it was first recorded; null if an earlier version recorded it.';

CREATE TABLE artifact_partitions (
  key digest NOT NULL REFERENCES artifacts,
  partition digest NOT NULL REFERENCES artifacts,
  PRIMARY KEY (key, partition)
);
COMMENT ON TABLE artifact_partitions IS 'One row per partition of an artifact that was merged from partitions: its files are those of its partitions too.';
CREATE INDEX ON artifact_partitions (partition);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON artifact_partitions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
