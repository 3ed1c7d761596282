#!/usr/bin/env bash
# Lint, format, types, templates, migrations and the production settings. Says every fault; fails if there is one.
set -uo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
failed=()
step() {
    local name=$1
    shift
    printf '%s\n' "== $name"
    "$@" || failed+=("$name")
}
step "lint" "$python" -m ruff check .
step "format" "$python" -m ruff format --check .
step "types" "$python" -m mypy .
step "templates" "$python" -m djlint --quiet --lint templates
step "migrations" "$python" manage.py makemigrations --check --dry-run
step "production settings" env APP_ENV=production \
    DATABASE_URL=postgresql://app:x@127.0.0.1:1/x DATABASE_OWNER_URL=postgresql://owner:x@127.0.0.1:1/x \
    REDIS_URL=redis://127.0.0.1:1/0 EMAIL_URL=smtp://127.0.0.1:1 PUBLIC_URL=https://register.example.org \
    SECRET_KEY="not a real key, only long enough: 0123456789 abcdefghijklmnopqrstuvwxyz" \
    "$python" manage.py check --deploy --fail-level WARNING
if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[*]}" >&2
    exit 1
fi
echo "All checks passed."
