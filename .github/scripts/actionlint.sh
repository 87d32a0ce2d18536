#!/usr/bin/env bash
# Looks for mistakes in the workflows, the examples and the shell scripts in them. Needs Go, and uses shellcheck where it
# is installed. Go checks what it fetches against its checksum database.
set -euo pipefail
cd "$(dirname "$0")/../.."

go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 .github/workflows/*.yml examples/*.yml
