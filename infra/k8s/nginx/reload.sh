#!/bin/sh
# Reloads nginx within five seconds of a new release. The image runs it before nginx, from
# /docker-entrypoint.d; it goes on in the background, and ends with the container.
set -eu
live=/site/live
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
