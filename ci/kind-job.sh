#!/usr/bin/env bash
# Scenarios on kind clusters and Gitea, on a machine that can pull no image: brings Docker and both images,
# runs, and takes away what it started. Usage: ci/kind-job.sh RESULTS_DIR
set -uo pipefail
cd "$(dirname "$0")/.."
results=$1

# ---- The scenarios of this job: names or groups, as `npm run kind --` takes them. ----
scenarios=(
  limits/source-controller-oom
  notify/push-webhook-triggers
  notify/receiver-storm
  restarts/kustomize-controller-mid-apply
  shards/two-shards
  sources/credential-rotation
  sources/force-push
  sources/protected-branch-refuses-force-push
)
# --------------------------------------------------------------------------------------

# Gitea takes a C compiler.
missing=()
for pair in dockerd:docker.io debootstrap:debootstrap gcc:build-essential ip:iproute2; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -qq && apt-get install -y -qq "${missing[@]}" >/dev/null || exit 1
fi

npm run -s docker-up || exit 1
trap 'npm run -s docker-down' EXIT
npm run -s images || exit 1
export FLUXPROOF_NODE_IMAGE=fluxproof.local/node:v1.34.4
export FLUXPROOF_GITEA_IMAGE=fluxproof.local/gitea:1.26.0

failed=0
FLUXPROOF_KIND=1 npx vitest run --no-file-parallelism .kind.test.ts \
  --reporter=default --reporter=json --outputFile.json="$results/kind-tests.json" || failed=1
if [ "${#scenarios[@]}" -gt 0 ]; then
  npm run kind -- "${scenarios[@]}" --out "$results/kind-runs" || failed=1
fi
npm run kind -- apply/converges-after-commit --gitea-in-cluster --gitea-ssh \
  --out "$results/kind-runs-in-cluster" || failed=1
[ "$failed" = 0 ] && npx node ci/kind-job.ts passed
exit "$failed"
