#!/usr/bin/env bash
# Scenarios on kind clusters and Gitea, on a machine that can pull no image: brings Docker and both images,
# runs, and takes away what it started. Usage: ci/kind-job.sh RESULTS_DIR
set -uo pipefail
cd "$(dirname "$0")/.."
results=$1

# ---- The scenarios of this job: names or groups, as `npm run kind --` takes them. Each list has a cluster of
# its own, and all go side by side: scenarios wait more than they compute. Add to the list that ends first.
slow=(
  limits/source-controller-oom
  notify/receiver-storm
  restarts/kustomize-controller-mid-apply
)
quick=(
  notify/push-webhook-triggers
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

in_kind() {
  npm run -s kind -- "${@:2}" --out "$results/kind-runs-$1"
}

tests() {
  FLUXPROOF_KIND=1 npx vitest run --no-file-parallelism .kind.test.ts \
    --reporter=default --reporter=json --outputFile.json="$results/kind-tests.json"
}

quick_and_gitea_in_cluster() {
  local code=0
  in_kind quick "${quick[@]}" || code=1
  in_kind in-cluster apply/converges-after-commit --gitea-in-cluster --gitea-ssh || code=1
  return "$code"
}

# beside NAME COMMAND…: its lines begin with the name.
pids=()
beside() {
  "${@:2}" > >(sed -u "s/^/$1: /") 2>&1 &
  pids+=("$!")
}

beside slow in_kind slow "${slow[@]}"
beside quick quick_and_gitea_in_cluster
beside tests tests
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
[ "$failed" = 0 ] && npx node ci/kind-job.ts passed
exit "$failed"
