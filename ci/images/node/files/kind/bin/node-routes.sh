#!/bin/bash
# Keeps a route to the Pods of every other node, and lets what Pods send out of the cluster go by the
# node's own address. Ends when its watch does, and is started again.
set -euo pipefail

certificate=/var/lib/kubelet/pki/kubelet-client-current.pem
kubeconfig=/etc/kubernetes/kubelet.conf
until [ -e "$certificate" ] && [ -e "$kubeconfig" ]; do sleep 0.5; done

pods=$(sed -n 's/^ *podSubnet: *"\?\([^"]*\)"\?$/\1/p' /kind/kubeadm.conf)
leaving=(POSTROUTING -s "$pods" ! -d "$pods" -j MASQUERADE)
iptables -w -t nat -C "${leaving[@]}" 2>/dev/null || iptables -w -t nat -A "${leaving[@]}"

server=$(sed -n 's/^ *server: *//p' "$kubeconfig")
curl --silent --no-buffer --fail --cacert /etc/kubernetes/pki/ca.crt \
  --cert "$certificate" --key "$certificate" "$server/api/v1/nodes?watch=1" |
  jq --unbuffered --raw-output '
    .type as $type | .object | select(.spec.podCIDR) |
    [$type, .metadata.name, .spec.podCIDR,
      (.status.addresses[] | select(.type == "InternalIP") | .address)] | join(" ")' |
  while read -r type name subnet address; do
    if [ "$name" = "$(hostname)" ]; then continue; fi
    if [ "$type" = DELETED ]; then
      ip route delete "$subnet" || true
    else
      ip route replace "$subnet" via "$address"
    fi
  done
