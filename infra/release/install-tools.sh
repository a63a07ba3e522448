#!/bin/sh
# Builds the programs that check the chart, the manifests and the workflows, at exact versions, whose sources Go compares
# with its public checksums; and writes the schemas of Kubernetes into the folder that KUBECONFORM_SCHEMAS names.
set -eu
kubernetes=v1.37.2
install() { # the name of a program, and where its source is
  command -v "$1" >/dev/null || go install "$2"
}
install helm helm.sh/helm/v3/cmd/helm@v3.22.0
install kubeconform github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
install actionlint github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
if [ -n "${KUBECONFORM_SCHEMAS:-}" ]; then
  go mod download "k8s.io/kubernetes@$kubernetes"
  npx tsx "$(dirname "$0")/../../tests/infra/kubernetes/make-schemas.ts" \
    "$(go env GOMODCACHE)/k8s.io/kubernetes@$kubernetes/api/openapi-spec/swagger.json" "$KUBECONFORM_SCHEMAS"
fi
