#!/usr/bin/env bash
# Makes .venv with every pinned package, and the look. Returns at once when nothing has changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "" "Set-up cannot go on: $*"; exit 1; }

right_version() {
    "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 12)))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3 python3.12 python3.11 python; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && right_version "$name"; then
            printf '%s' "$name"
            return
        fi
    done
    fail "Python 3.11 or 3.12 is needed, and none is on the PATH. Install one, or name it: make setup PYTHON=/path/to/python3.12"
}

make_venv() {
    if [ -x .venv/bin/python ] && right_version .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    say "Making the virtual environment with $("$python" --version)."
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        fail "this Python comes without venv and ensurepip. On Debian or Ubuntu: apt install python3-venv"
    fi
    "$python" -m venv --clear .venv
}

install_packages() {
    say "Installing the Python packages (about a minute the first time)."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
        -r requirements/run.txt -r requirements/local.txt -r requirements/dev.txt
}

stamp() {
    .venv/bin/python - <<'PYTHON'
import hashlib, pathlib, sys
digest = hashlib.sha256(sys.version.encode())
for name in ("run", "local", "dev"):
    digest.update(pathlib.Path(f"requirements/{name}.txt").read_bytes())
print(digest.hexdigest())
PYTHON
}

if command -v flock >/dev/null 2>&1; then # two terminals at once: the second waits for the first
    exec 9>.setup.lock
    flock 9
fi
make_venv
if [ "$(cat .venv/.installed 2>/dev/null || true)" != "$(stamp)" ]; then
    install_packages
    stamp >.venv/.installed
fi
.venv/bin/python scripts/build_assets.py
