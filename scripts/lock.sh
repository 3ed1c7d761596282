#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: every version and hash, for Python 3.11 and 3.12, no registry address.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
        --no-header "$@"
}
compile pyproject.toml -o requirements/run.txt
compile --group pyproject.toml:local -c requirements/run.txt -o requirements/local.txt
compile --group pyproject.toml:dev -c requirements/run.txt -c requirements/local.txt -o requirements/dev.txt
compile --group pyproject.toml:node -o requirements/node.txt
compile --group pyproject.toml:build -o requirements/build.txt
for file in requirements/*.txt; do
    # A lock file names packages and hashes only: an address would tie it to one registry.
    if grep -nE '://|--(extra-)?index-url|--find-links' "$file"; then
        echo "$file names a registry." >&2
        exit 1
    fi
done
