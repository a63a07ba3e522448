CREATE TABLE suppressions (
  id digest PRIMARY KEY,
  suppression text NOT NULL CHECK (suppression ~ '^[A-Za-z0-9_-]{1,64}$'),
  body jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
  made_at timestamptz NOT NULL,
  given_by text NOT NULL CHECK (btrim(given_by) <> '')
);
COMMENT ON TABLE suppressions IS 'One row per suppression that somebody gave, whole; of two of one name, the later one holds. They hide events from lists and delete nothing.';
COMMENT ON COLUMN suppressions.id IS 'SHA-256 of the canonical JSON of the suppression: importing it twice adds it once.';
COMMENT ON COLUMN suppressions.suppression IS 'What the suppression is called, its own id: a later one of the same name takes its place.';
CREATE INDEX ON suppressions (suppression, made_at);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON suppressions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
