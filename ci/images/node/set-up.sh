#!/bin/bash
# Run inside the root folder of a node: does what kind's own Dockerfile of its base image does once the
# packages and files are there, and takes in the images of /tmp/images.
set -euo pipefail

# systemd starts what kind wants and nothing else.
units=/lib/systemd/system
rm -f $units/sysinit.target.wants/systemd-tmpfiles-setup.service $units/multi-user.target.wants/* \
  /etc/systemd/system/*.wants/* $units/local-fs.target.wants/* $units/sockets.target.wants/*udev* \
  $units/sockets.target.wants/*initctl* $units/basic.target.wants/*
echo ReadKMsg=no >>/etc/systemd/journald.conf
ln -sf /lib/systemd/systemd /sbin/init
systemctl enable --quiet kubelet containerd undo-mount-hacks node-routes
systemctl mask --quiet systemd-binfmt

# kind looks for these where its own builds of them lie.
ln -sf /usr/bin/{containerd,containerd-shim-runc-v2,ctr} /usr/local/bin/
mkdir -p /etc/kubernetes/manifests /opt/cni/bin
cp /usr/lib/cni/{host-local,loopback,portmap,ptp} /opt/cni/bin/

# Containers ask for no more than the machine grants, and Pods get addresses of the node's own range.
config=/etc/containerd/config.toml
sed -i -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' \
  -e 's|^\( *\)SystemdCgroup = true|&\n\1BinaryName = "/usr/local/bin/runc-within-limits"|' $config
printf '\n[plugins."io.containerd.grpc.v1.cri".cni]\n  conf_template = "/kind/cni.template"\n' >>$config
ctr oci spec |
  jq '.hooks.createContainer += [{"path": "/kind/bin/mount-product-files.sh"}] | del(.process.rlimits)' \
    >/etc/containerd/cri-base.json

containerd >/tmp/containerd.log 2>&1 &
for _ in $(seq 100); do ctr version >/dev/null 2>&1 && break; sleep 0.1; done
ctr version >/dev/null || { tail /tmp/containerd.log >&2; exit 1; }
for image in /tmp/images/*.tar; do
  ctr --namespace=k8s.io images import --no-unpack --all-platforms "$image"
done
kill %1
wait || true
rm -rf /run/containerd /tmp/* /var/log/*
