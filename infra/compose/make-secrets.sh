#!/bin/sh
# Makes the secrets that infra/compose.yaml names, each in a file of its own, where there is none yet. To
# rotate one, remove its file and call this again; infra/README.md says what to restart.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

# 32 letters and digits: 190 bits, and nothing that any syntax could misread.
draw() { LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 32; }
make() { [ -s "$1" ] || { printf '%s\n' "$2" > "$1"; echo "made $1"; }; }

for role in admin writer reader keeper; do
  make "minio_${role}_access_key" "atalaya-$role"
  make "minio_${role}_secret_key" "$(draw)"
done
for role in admin auditor pipeline analyst; do
  make "postgresql_${role}_password" "$(draw)"
done
make grafana_admin_password "$(draw)"

# The key that signs runs: Ed25519, which OpenSSL 1.1.1 and later make.
[ -s signing_key ] || { openssl genpkey -algorithm ed25519 -out signing_key && echo "made signing_key"; }

# SeaweedFS reads its users from one file.
identity() {
  printf '{"name":"%s","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":[%s]}' \
    "$1" "$(cat "minio_$1_access_key")" "$(cat "minio_$1_secret_key")" "$2"
}
on_buckets() {
  for action in "$@"; do
    for layer in raw silver models eval; do printf '"%s:cybersec-ml-%s",' "$action" "$layer"; done
  done | sed 's/,$//'
}
printf '{"identities":[%s,%s,%s]}\n' \
  "$(identity admin '"Admin"')" \
  "$(identity writer "$(on_buckets Read Write List)")" \
  "$(identity reader "$(on_buckets Read List)")" > seaweedfs_identities

# The containers’ users are not ours: the folder is closed, its files are not.
chmod 644 ./*
