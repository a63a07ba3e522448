-- What people decide: which model is in charge, what an alert turned out to be, what was removed.

CREATE TABLE model_versions (
  name text NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  sha256 digest NOT NULL,
  first_run text NOT NULL REFERENCES runs,
  PRIMARY KEY (name, version),
  UNIQUE (name, sha256)
);
COMMENT ON TABLE model_versions IS 'One row per version of a model: a model file that a run made, counted from 1 by the name of the model.';
INSERT INTO model_versions (name, version, sha256, first_run)
  SELECT name, row_number() OVER (PARTITION BY name ORDER BY started_at, run), sha256, run
  FROM (
    SELECT DISTINCT ON (m.name, m.sha256) m.name, m.sha256, m.run, r.started_at
    FROM models m JOIN runs r USING (run) ORDER BY m.name, m.sha256, r.started_at, m.run
  ) AS first;

CREATE TABLE promotions (
  promotion bigint PRIMARY KEY CHECK (promotion >= 1),
  name text NOT NULL,
  version integer NOT NULL,
  stage text NOT NULL CHECK (stage IN ('candidate', 'challenger', 'champion', 'retired')),
  reason text NOT NULL CHECK (btrim(reason) <> ''),
  promoted_by text NOT NULL CHECK (btrim(promoted_by) <> ''),
  promoted_at timestamptz NOT NULL,
  FOREIGN KEY (name, version) REFERENCES model_versions
);
COMMENT ON TABLE promotions IS 'One row per change of the stage of a model version: to what, why, by whom, when.';
CREATE INDEX ON promotions (name, version, promotion DESC);

CREATE VIEW registry AS
  SELECT v.name, v.version, v.sha256, v.first_run, coalesce(p.stage, 'candidate') AS stage,
    p.reason, p.promoted_by, p.promoted_at
  FROM model_versions v
  LEFT JOIN LATERAL (
    SELECT * FROM promotions p WHERE (p.name, p.version) = (v.name, v.version)
    ORDER BY p.promotion DESC LIMIT 1
  ) p ON true;
COMMENT ON VIEW registry IS 'One row per version of a model, with the stage that it is in: that of its last promotion, or candidate.';

CREATE FUNCTION refuse_second_champion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM registry r WHERE r.name = NEW.name AND r.stage = 'champion') > 1 THEN
    RAISE EXCEPTION 'second champion refused: % has one; retire it in the same transaction', NEW.name
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION refuse_second_champion() IS 'Refuses a transaction that leaves a model with two champions.';
CREATE CONSTRAINT TRIGGER one_champion AFTER INSERT ON promotions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_second_champion();

CREATE TABLE verdicts (
  id digest PRIMARY KEY,
  file_sha256 digest,
  line bigint CHECK (line >= 1),
  event_id text CHECK (event_id <> ''),
  verdict text NOT NULL CHECK (verdict IN ('true', 'false', 'unsure')),
  note text NOT NULL,
  judged_by text NOT NULL CHECK (btrim(judged_by) <> ''),
  judged_at timestamptz NOT NULL,
  CHECK ((file_sha256 IS NULL) = (line IS NULL)),
  CHECK ((file_sha256 IS NULL) <> (event_id IS NULL))
);
COMMENT ON TABLE verdicts IS 'One row per verdict of a person on an event: a true alert, a false one, or unsure.';
COMMENT ON COLUMN verdicts.id IS 'SHA-256 of the canonical JSON of the verdict: importing it twice adds it once.';
COMMENT ON COLUMN verdicts.file_sha256 IS 'The digest of the file that the event is a line of; null if event_id names it.';
CREATE INDEX ON verdicts (file_sha256, line);
CREATE INDEX ON verdicts (event_id);

CREATE TABLE actions (
  action bigint PRIMARY KEY CHECK (action >= 1),
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{0,39}$'),
  details jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
  acted_by text NOT NULL CHECK (btrim(acted_by) <> ''),
  acted_at timestamptz NOT NULL
);
COMMENT ON TABLE actions IS 'One row per action that removed something: garbage collection, retention.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON model_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON promotions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON verdicts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
