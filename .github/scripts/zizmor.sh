#!/usr/bin/env bash
# Audits the security of the workflows and examples. Needs Python 3.11 or newer with the modules venv and pip.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .github/.venv
.github/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement .github/requirements.txt
.github/.venv/bin/zizmor --quiet --offline --pedantic --config .github/zizmor.yml .github examples/*.yml
