#!/usr/bin/env bash
# Looks for what is unsafe in the workflows and the examples. Needs python3 (3.11 or newer) with its modules venv and pip.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .github/.venv
.github/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement .github/requirements.txt
.github/.venv/bin/zizmor --quiet --offline --pedantic --config .github/zizmor.yml .github examples/*.yml
