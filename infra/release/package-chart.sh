#!/bin/sh
# Packages the chart with an image in it, by its digest, so that the two of a release belong together:
#
#   infra/release/package-chart.sh images.example/atalaya sha256:… FOLDER
set -eu
repository=$1
digest=$2
folder=$3
case $digest in sha256:????????????????????????????????????????????????????????????????) ;; *)
  echo "invalid digest: $digest; give sha256: and 64 digits" >&2
  exit 2
  ;;
esac
mkdir -p "$folder"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -RL "$(dirname "$0")/../helm/atalaya" "$copy/atalaya"
values=$copy/atalaya/values.yaml
sed -e "s|^  repository: atalaya\$|  repository: $repository|" -e "s|^  digest: \"\"\$|  digest: $digest|" \
  "$values" >"$values.new"
mv "$values.new" "$values"
if ! grep -q "^  repository: $repository\$" "$values" || ! grep -q "^  digest: $digest\$" "$values"; then
  echo "missing image.repository or image.digest: infra/helm/atalaya/values.yaml has other lines" >&2
  exit 1
fi
"${HELM:-helm}" package "$copy/atalaya" --destination "$folder"
