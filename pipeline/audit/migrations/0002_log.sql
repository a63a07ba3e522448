-- The log of the audit: each entry holds the digest of the one before it and the rows that were
-- written with it, so that whatever is changed afterwards, here or in another table, can be found.

CREATE TABLE audit_log (
  sequence bigint PRIMARY KEY CHECK (sequence >= 1),
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{0,39}$'),
  payload text NOT NULL,
  previous digest NOT NULL UNIQUE,
  digest digest NOT NULL UNIQUE
);
COMMENT ON TABLE audit_log IS 'One row per entry of the log: what was recorded, when, and the digest of the entry before.';
COMMENT ON COLUMN audit_log.payload IS 'Canonical JSON: the rows that were written, by table, every value as text.';
COMMENT ON COLUMN audit_log.previous IS 'The digest of the entry before; zeros for the first.';
COMMENT ON COLUMN audit_log.digest IS 'SHA-256 of the previous digest, a line feed, and the canonical JSON of the entry.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % refused: an audit is only added to', lower(TG_OP), TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
COMMENT ON FUNCTION refuse_change() IS 'Refuses the statement.';

CREATE FUNCTION refuse_all_but_ending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'running' AND NEW.status <> 'running'
    AND (NEW.run, NEW.command, NEW.code_version, NEW.parameters, NEW.started_at)
      IS NOT DISTINCT FROM (OLD.run, OLD.command, OLD.code_version, OLD.parameters, OLD.started_at)
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'update of runs refused: a run ends once, and nothing else of it changes'
    USING ERRCODE = 'insufficient_privilege';
END $$;
COMMENT ON FUNCTION refuse_all_but_ending() IS 'Lets a run end, once; refuses any other change of it.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON schema_migrations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON runs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ends_once BEFORE UPDATE ON runs
  FOR EACH ROW EXECUTE FUNCTION refuse_all_but_ending();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON artifacts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON artifact_inputs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON artifact_files
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ingestion_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transformation_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON training_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluation_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON models
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON metrics
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
