#!/bin/sh
# Writes the names of ATALAYA_HOSTS, with spaces between them, to where nginx reads them, and reloads nginx
# within five seconds of a new release. The image runs it before nginx, from /docker-entrypoint.d; it goes on
# in the background, and ends with the container.
set -eu
live=/site/live
hosts=${TMPDIR:-/tmp}/hosts.map
: >"$hosts"
known=" localhost "
set -f
for name in $(echo "${ATALAYA_HOSTS:-}" | tr A-Z a-z); do
  case $name in
    *[!a-z0-9._-]* | [.-]* | default | hostnames | include | volatile)
      echo "reload: invalid ATALAYA_HOSTS: $name; give names without scheme, port or path" >&2
      exit 1
      ;;
  esac
  case $known in *" $name "*) continue ;; esac
  known="$known$name "
  echo "$name 0;" >>"$hosts"
done
seen=$(readlink "$live" || true)
(
  while sleep 5; do
    now=$(readlink "$live" || true)
    [ "$now" = "$seen" ] && continue
    # A configuration that nginx would reject is not loaded: the release before stays.
    if nginx -t -q && nginx -s reload; then
      echo "reload: $now is live"
      seen=$now
    fi
  done
) &
