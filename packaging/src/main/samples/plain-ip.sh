#!/bin/sh
# Addresses by hand, after `systemctl start smtap@1`. They live through `systemctl restart`, not through a stop.
set -eu
ip addr add 192.0.2.1/24 dev sml0
ip link set sml0 up
