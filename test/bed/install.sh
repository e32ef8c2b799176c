#!/bin/sh
# Installs the Debian packages that the tier `nodes` needs, and nothing else. Needs root. CI runs it on a new machine.
# Debian starts containerd as a service of its own where systemd runs; the bed neither uses nor disturbs that one.
set -eu

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  busybox-static containerd containernetworking-plugins iproute2 iptables nftables runc
