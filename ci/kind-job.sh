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
  shards/source-controller-hangs
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
# Each image is tried out before it is kept, beside tests that keep both processors busy: once the load balancer's
# health checks were answered 426 for half a minute, and minutes later they weren't. What is made is in the cache.
images() {
  for pause in 30 120 0; do
    npm run -s images && return
    sleep "$pause"
  done
  return 1
}
images || exit 1
export FLUXPROOF_NODE_IMAGE=fluxproof.local/node:v1.34.4
export FLUXPROOF_GITEA_IMAGE=fluxproof.local/gitea:1.26.0

# in_kind LIST NAME-OR-OPTION…: its exit code stays in a file, too.
in_kind() {
  npm run -s kind -- "${@:2}" --out "$results/kind-runs-$1"
  local code=$?
  echo "$code" >"$results/kind-runs-$1.exit"
  return "$code"
}

tests() {
  FLUXPROOF_KIND=1 npx vitest run --no-file-parallelism .kind.test.ts \
    --reporter=default --reporter=json --outputFile.json="$results/kind-tests.json"
}

in_cluster=(--gitea-in-cluster --gitea-ssh)
quick_and_gitea_in_cluster() {
  in_kind quick "${quick[@]}"
  in_kind in-cluster apply/converges-after-commit "${in_cluster[@]}"
}

# passed LIST OPTION…: whether all of it passed; what did not runs once more, with the machine to itself, but many
# at once are no chance.
passed() {
  local names
  [ "$(cat "$results/kind-runs-$1.exit")" != 0 ] || return 0
  mapfile -t names < <(npx node ci/failed-scenarios.ts "$results/kind-runs-$1/report.json")
  [ "${#names[@]}" -gt 0 ] && [ "${#names[@]}" -le 2 ] || return 1
  printf '\n=== what failed of the list %s, once more\n' "$1"
  in_kind "$1-again" "${names[@]}" "${@:2}"
}

# beside NAME COMMAND…: its lines begin with the name.
beside() {
  "${@:2}" > >(sed -u "s/^/$1: /") 2>&1 &
}

beside slow in_kind slow "${slow[@]}"
beside quick quick_and_gitea_in_cluster
beside tests tests
code=0
wait "$!" || code=1
wait
passed slow || code=1
passed quick || code=1
passed in-cluster "${in_cluster[@]}" || code=1
[ "$code" = 0 ] && npx node ci/kind-job.ts passed
exit "$code"
