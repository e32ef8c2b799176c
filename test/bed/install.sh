#!/bin/sh
# Installs the Debian packages that the tier `nodes` and the tests of resolvers (gcc, musl-tools) need, and nothing else. Needs root. CI runs it on a new machine.
# Debian starts containerd as a service of its own where systemd runs; the bed neither uses nor disturbs that one.
set -eu

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  busybox-static containerd containernetworking-plugins gcc iproute2 iptables libc6-dev musl-tools nftables runc
