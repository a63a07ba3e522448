-- Who did what, with which bytes, when, and what came out. Times are UTC; digests are SHA-256 in
-- lower-case hexadecimal.

CREATE DOMAIN digest AS text CHECK (VALUE ~ '^[0-9a-f]{64}$');

CREATE TABLE runs (
  run text PRIMARY KEY CHECK (run ~ '^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$'),
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'succeeded', 'failed')),
  command text NOT NULL,
  code_version text NOT NULL,
  parameters jsonb NOT NULL CHECK (jsonb_typeof(parameters) = 'object'),
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  error text,
  CHECK ((finished_at IS NULL) = (status = 'running')),
  CHECK ((error IS NOT NULL) = (status = 'failed')),
  CHECK (finished_at >= started_at)
);
COMMENT ON TABLE runs IS 'One row per run: a command that was begun, and how it ended.';
COMMENT ON COLUMN runs.command IS 'The command that does it again; never holds a secret.';
CREATE INDEX ON runs (started_at DESC);

CREATE TABLE artifacts (
  key digest PRIMARY KEY,
  phase text NOT NULL CHECK (phase IN ('ingestion', 'transformation', 'training', 'evaluation')),
  phase_version integer NOT NULL CHECK (phase_version >= 1),
  sha256 digest NOT NULL,
  parameters jsonb NOT NULL CHECK (jsonb_typeof(parameters) = 'object'),
  rows bigint NOT NULL CHECK (rows >= 0),
  first_run text NOT NULL REFERENCES runs,
  UNIQUE (key, phase)
);
COMMENT ON TABLE artifacts IS 'One row per artifact: what a phase made, named by its inputs and parameters.';
COMMENT ON COLUMN artifacts.key IS 'The digest of the phase, its version, the parameters and the inputs.';
COMMENT ON COLUMN artifacts.sha256 IS 'The digest of the files: what came out.';
COMMENT ON COLUMN artifacts.first_run IS 'The run that recorded it first.';
CREATE INDEX ON artifacts (sha256);

CREATE TABLE artifact_inputs (
  key digest NOT NULL REFERENCES artifacts,
  position integer NOT NULL CHECK (position >= 1),
  name text NOT NULL,
  sha256 digest NOT NULL,
  bytes bigint CHECK (bytes >= 0),
  PRIMARY KEY (key, position)
);
COMMENT ON TABLE artifact_inputs IS 'One row per input of an artifact: a file, or the artifact whose digest it is.';
COMMENT ON COLUMN artifact_inputs.bytes IS 'The size of a file; null for an artifact.';
CREATE INDEX ON artifact_inputs (sha256);

CREATE TABLE artifact_files (
  key digest NOT NULL REFERENCES artifacts,
  path text NOT NULL,
  sha256 digest NOT NULL,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  rows bigint CHECK (rows >= 0),
  PRIMARY KEY (key, path)
);
COMMENT ON TABLE artifact_files IS 'One row per file of an artifact.';
COMMENT ON COLUMN artifact_files.rows IS 'The number of rows; null where the file is not a table.';
CREATE INDEX ON artifact_files (sha256);

CREATE TABLE ingestion_events (
  run text PRIMARY KEY REFERENCES runs,
  phase text NOT NULL DEFAULT 'ingestion' CHECK (phase = 'ingestion'),
  key digest NOT NULL,
  reused boolean NOT NULL,
  started_at timestamptz NOT NULL,
  seconds double precision NOT NULL CHECK (seconds >= 0 AND seconds < 'Infinity'),
  rows_in bigint NOT NULL CHECK (rows_in >= 0),
  rows_out bigint NOT NULL CHECK (rows_out >= 0),
  rejected bigint NOT NULL CHECK (rejected >= 0),
  FOREIGN KEY (key, phase) REFERENCES artifacts (key, phase)
);
COMMENT ON TABLE ingestion_events IS 'One row per run that got through ingestion: lines in, events out, lines rejected.';

CREATE TABLE transformation_events (
  run text PRIMARY KEY REFERENCES runs,
  phase text NOT NULL DEFAULT 'transformation' CHECK (phase = 'transformation'),
  key digest NOT NULL,
  reused boolean NOT NULL,
  started_at timestamptz NOT NULL,
  seconds double precision NOT NULL CHECK (seconds >= 0 AND seconds < 'Infinity'),
  rows_in bigint NOT NULL CHECK (rows_in >= 0),
  rows_out bigint NOT NULL CHECK (rows_out >= 0),
  rejected bigint NOT NULL CHECK (rejected >= 0),
  FOREIGN KEY (key, phase) REFERENCES artifacts (key, phase)
);
COMMENT ON TABLE transformation_events IS 'One row per run that got through transformation: events in, rows of features out.';

CREATE TABLE training_events (
  run text PRIMARY KEY REFERENCES runs,
  phase text NOT NULL DEFAULT 'training' CHECK (phase = 'training'),
  key digest NOT NULL,
  reused boolean NOT NULL,
  started_at timestamptz NOT NULL,
  seconds double precision NOT NULL CHECK (seconds >= 0 AND seconds < 'Infinity'),
  rows_in bigint NOT NULL CHECK (rows_in >= 0),
  rows_out bigint NOT NULL CHECK (rows_out >= 0),
  rejected bigint NOT NULL CHECK (rejected >= 0),
  FOREIGN KEY (key, phase) REFERENCES artifacts (key, phase)
);
COMMENT ON TABLE training_events IS 'One row per run that got through training: rows in, rows of the training window out.';

CREATE TABLE evaluation_events (
  run text PRIMARY KEY REFERENCES runs,
  phase text NOT NULL DEFAULT 'evaluation' CHECK (phase = 'evaluation'),
  key digest NOT NULL,
  reused boolean NOT NULL,
  started_at timestamptz NOT NULL,
  seconds double precision NOT NULL CHECK (seconds >= 0 AND seconds < 'Infinity'),
  rows_in bigint NOT NULL CHECK (rows_in >= 0),
  rows_out bigint NOT NULL CHECK (rows_out >= 0),
  rejected bigint NOT NULL CHECK (rejected >= 0),
  FOREIGN KEY (key, phase) REFERENCES artifacts (key, phase)
);
COMMENT ON TABLE evaluation_events IS 'One row per run that got through evaluation: rows in, scored events out.';

CREATE TABLE models (
  run text NOT NULL REFERENCES runs,
  position integer NOT NULL CHECK (position >= 1),
  name text NOT NULL,
  sha256 digest NOT NULL,
  key digest NOT NULL REFERENCES artifacts,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  parameters jsonb NOT NULL CHECK (jsonb_typeof(parameters) = 'object'),
  PRIMARY KEY (run, name),
  UNIQUE (run, position)
);
COMMENT ON TABLE models IS 'One row per model of a run: the digest of the model file and how it was fitted.';
CREATE INDEX ON models (sha256);

CREATE TABLE metrics (
  run text NOT NULL REFERENCES runs,
  position integer NOT NULL CHECK (position >= 1),
  model text NOT NULL,
  "window" text NOT NULL,
  name text NOT NULL,
  value double precision CHECK (value > '-Infinity' AND value < 'Infinity'),
  PRIMARY KEY (run, model, "window", name),
  UNIQUE (run, position)
);
COMMENT ON TABLE metrics IS 'One row per metric of a model of a run, over a window of its events.';
COMMENT ON COLUMN metrics.value IS 'The value; null where it is not defined, e.g., AUROC with one class.';

CREATE VIEW phase_events AS
  SELECT 1 AS phase_order, * FROM ingestion_events
  UNION ALL SELECT 2, * FROM transformation_events
  UNION ALL SELECT 3, * FROM training_events
  UNION ALL SELECT 4, * FROM evaluation_events;
COMMENT ON VIEW phase_events IS 'One row per phase of a run, from the four tables of events.';

CREATE VIEW lineage AS
  SELECT
    r.run, r.status, r.command, r.code_version, e.phase_order, e.phase, e.started_at, e.seconds,
    e.reused, a.phase_version, a.parameters, i.name AS input, i.sha256 AS input_sha256,
    i.bytes AS input_bytes, e.rows_in, e.rows_out, e.rejected, a.key, a.sha256 AS output_sha256
  FROM runs r
  JOIN phase_events e USING (run)
  JOIN artifacts a USING (key)
  LEFT JOIN artifact_inputs i USING (key);
COMMENT ON VIEW lineage IS 'One row per input of a phase of a run: which bytes, with which parameters, when, and what came out; input_sha256 is the output_sha256 of the phase before, or the digest of a file.';
