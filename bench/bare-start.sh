#!/bin/sh
# Starts the same set of processes as a slot of environment `local`, as plainly as a shell can:
# no cgroups, no supervision, no records. The harness's own start is measured against it.
#
# usage: bare-start.sh ETCD KUBE_APISERVER KUBE_CONTROLLER_MANAGER CRD_FOLDER... -- CONTROLLER...
#
# CONTROLLER is the path of a Flux controller named as Flux names it. Prints one line
# "PHASE MILLISECONDS" for each phase, from its own start, then ends everything.
set -eu

etcd=$1 apiserver=$2 manager=$3
shift 3
work=$(mktemp -d)
pids=
trap 'for pid in $pids; do kill -9 "$pid" 2>/dev/null || :; done; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
began=$(date +%s%3N)
say() { echo "$1 $(($(date +%s%3N) - began))"; }
start() {
  log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 &
  pids="$pids $!"
}

port=${BARE_START_PORT:-21000}
server=https://127.0.0.1:$port
token=bare-start-$$-$began
umask 077
echo "$token,admin,admin,\"system:masters\"" >"$work/tokens.csv"
openssl ecparam -name prime256v1 -genkey -noout -out "$work/tls.key"
openssl req -x509 -new -key "$work/tls.key" -subj /CN=bare -days 2 \
  -addext subjectAltName=IP:127.0.0.1 -out "$work/tls.crt" 2>/dev/null
cat >"$work/kubeconfig" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters: [{name: bare, cluster: {server: "$server", certificate-authority: $work/tls.crt}}]
users: [{name: bare, user: {token: "$token"}}]
contexts: [{name: bare, context: {cluster: bare, user: bare}}]
current-context: bare
KUBECONFIG
export KUBECONFIG="$work/kubeconfig" RUNTIME_NAMESPACE=flux-system
api() {
  curl --silent --show-error --fail --cacert "$work/tls.crt" \
    --header "Authorization: Bearer $token" "$@"
}

start etcd "$etcd" --data-dir="$work/etcd" --unsafe-no-fsync --log-level=warn \
  --listen-client-urls="unix://$work/etcd.sock" --listen-peer-urls="unix://$work/peer.sock" \
  --advertise-client-urls=http://127.0.0.1:2379
start kube-apiserver "$apiserver" --etcd-servers="unix://$work/etcd.sock" \
  --bind-address=127.0.0.1 --secure-port="$port" --advertise-address=127.0.0.1 \
  --endpoint-reconciler-type=none --service-cluster-ip-range=10.0.0.0/24 --cert-dir="$work" \
  --tls-cert-file="$work/tls.crt" --tls-private-key-file="$work/tls.key" \
  --authorization-mode=RBAC --token-auth-file="$work/tokens.csv" \
  --service-account-issuer=https://kubernetes.default.svc \
  --service-account-signing-key-file="$work/tls.key" --service-account-key-file="$work/tls.key"
until api "$server/readyz" >"$work/answer" 2>&1; do sleep 0.05; done
say api-ready

start kube-controller-manager "$manager" --kubeconfig="$KUBECONFIG" --leader-elect=false \
  --secure-port=0 --controllers=namespace-controller,garbage-collector-controller \
  --service-account-private-key-file="$work/tls.key"
api --json '{"metadata":{"name":"flux-system"}}' "$server/api/v1/namespaces" >"$work/answer"
crds=$server/apis/apiextensions.k8s.io/v1/customresourcedefinitions
names=
while [ "$1" != -- ]; do
  for crd in "$1"/*.yaml; do
    api --header 'Content-Type: application/yaml' --data-binary "@$crd" "$crds" >"$work/answer"
    # GROUP_PLURAL.yaml holds PLURAL.GROUP.
    names="$names $(basename "$crd" .yaml | sed 's/\(.*\)_\(.*\)/\2.\1/')"
  done
  shift
done
shift
for name in $names; do
  until api "$crds/$name" | grep '"type": *"Established"' >"$work/answer"; do sleep 0.05; done
done
say crds-served

names=
for controller in "$@"; do
  name=$(basename "$controller")
  mkdir "$work/$name" "$work/$name/data"
  next=$((port + 10))
  set -- --log-encoding=json --metrics-addr=127.0.0.1:$((next)) --health-addr=127.0.0.1:$((next + 1))
  case $name in
    source-controller) set -- "$@" --events-addr= --storage-path="$work/$name/data" \
      --storage-addr=127.0.0.1:$((next + 2)) --storage-adv-addr=127.0.0.1:$((next + 2)) ;;
    notification-controller) set -- "$@" --events-addr=127.0.0.1:$((next + 2)) \
      --receiverAddr=127.0.0.1:$((next + 3)) ;;
    *) set -- "$@" --events-addr= ;;
  esac
  port=$next
  (cd "$work/$name" && TMPDIR=$work/$name exec "$controller" "$@") >"$work/$name.log" 2>&1 &
  pids="$pids $!"
  names="$names $name"
done
for name in $names; do
  until grep -q '"Starting workers"' "$work/$name.log"; do sleep 0.05; done
done
say workers-running
