#!/bin/sh
# Takes logs through all phases, and makes the site of that run the live one: what a schedule does.
#
#   infra/publish.sh [options of `atalaya run`] [logs…]
#
# Exits as `atalaya run` does; with 3 (an input was damaged or truncated) the site is published, too.
set -eu
cd "$(dirname "$0")/.."
site=${ATALAYA_SITE:-/site}

status=0
node pipeline/atalaya.js run "$@" || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then exit "$status"; fi

rm -rf "$site/next" "$site/next.partial" # of a build that was killed
node pipeline/atalaya.js build --out "$site/next"
node --import tsx infra/nginx/release.ts "$site/next" "$site"
exit "$status"
