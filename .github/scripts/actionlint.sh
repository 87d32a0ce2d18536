#!/usr/bin/env bash
# Lints the workflows and examples, and with shellcheck (if installed) the shell scripts in them. Needs Go, which verifies
# the download with its checksum database.
set -euo pipefail
cd "$(dirname "$0")/../.."

go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 .github/workflows/*.yml examples/*.yml
