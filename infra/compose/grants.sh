#!/bin/bash
# Grants what infra/postgresql/roles.sql says, and makes the logins of infra/compose.yaml: `pipeline`,
# who may write, and `analyst`, who may read. Again, sets their passwords anew.
set -euo pipefail
secrets=${ATALAYA_SECRETS:-/run/secrets}
PGPASSWORD=$(< "$secrets/postgresql_auditor_password")
pipeline=$(< "$secrets/postgresql_pipeline_password")
analyst=$(< "$secrets/postgresql_analyst_password")
export PGPASSWORD PGHOST=${PGHOST:-postgresql} PGUSER=auditor PGDATABASE=atalaya
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --single-transaction \
  --file "$(dirname "$0")/../postgresql/roles.sql"
{
  printf "\\\\set pipeline '%s'\n\\\\set analyst '%s'\n" "$pipeline" "$analyst"
  cat << 'SQL'
SELECT format('CREATE ROLE %I LOGIN IN ROLE %I', login, role)
FROM (VALUES ('pipeline', 'atalaya_writer'), ('analyst', 'atalaya_reader')) AS logins (login, role)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login)
\gexec
ALTER ROLE pipeline PASSWORD :'pipeline';
ALTER ROLE analyst PASSWORD :'analyst';
SQL
} | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1
