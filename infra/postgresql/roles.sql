-- The roles of the audit, for its database: run as the owner of the database, after `atalaya audit migrate`,
-- and again after a migration that adds tables. Whoever records may add, and end a run; nobody may change
-- or remove. The roles cannot log in: people and machines are made members of them.
--
--   psql --single-transaction --set ON_ERROR_STOP=1 --file infra/postgresql/roles.sql
--
-- For the schema of a feed, with --set schema=feed_office too.

\if :{?schema}
\else
\set schema public
\endif
SET search_path = :"schema";

SELECT 'CREATE ROLE ' || quote_ident(name) || ' NOLOGIN'
FROM (VALUES ('atalaya_writer'), ('atalaya_reader')) AS roles (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- Nobody but the owner makes tables or functions here, and nobody uses the database who was not let in.
REVOKE CREATE ON SCHEMA :"schema" FROM PUBLIC;
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database())
\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO atalaya_writer, atalaya_reader', current_database())
\gexec
GRANT USAGE ON SCHEMA :"schema" TO atalaya_writer, atalaya_reader;

-- What an earlier script, or somebody, granted beyond what follows is taken back.
REVOKE ALL ON ALL TABLES IN SCHEMA :"schema" FROM PUBLIC, atalaya_writer, atalaya_reader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA :"schema" FROM PUBLIC;

GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO atalaya_reader, atalaya_writer;
GRANT INSERT ON
  audit_log, runs, artifacts, artifact_inputs, artifact_files, artifact_partitions,
  ingestion_events, transformation_events, training_events, evaluation_events,
  models, metrics, model_versions, promotions, verdicts, suppressions, actions
TO atalaya_writer;
GRANT UPDATE (status, finished_at, error) ON runs TO atalaya_writer;
