#!/usr/bin/env bash
# Removes what run.sh made: its namespaces and nothing else.
set -euo pipefail
kubectl delete namespace --ignore-not-found walk-07-chat-api walk-07-chat-api-models
