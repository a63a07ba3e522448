#!/bin/bash
# Makes the owner of the audit and its database on the server of infra/compose.yaml; again, sets the
# password anew. The password reaches psql by its standard input only.
set -euo pipefail
secrets=${ATALAYA_SECRETS:-/run/secrets}
PGPASSWORD=$(< "$secrets/postgresql_admin_password")
password=$(< "$secrets/postgresql_auditor_password")
export PGPASSWORD PGHOST=${PGHOST:-postgresql} PGUSER=postgres PGDATABASE=postgres
{
  printf "\\\\set password '%s'\n" "$password"
  cat << 'SQL'
SELECT 'CREATE ROLE auditor LOGIN CREATEROLE'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'auditor')
\gexec
ALTER ROLE auditor PASSWORD :'password';
SELECT 'CREATE DATABASE atalaya OWNER auditor ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'atalaya')
\gexec
\connect atalaya
ALTER SCHEMA public OWNER TO auditor;
SQL
} | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1
