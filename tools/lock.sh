#!/bin/sh
# Pins all dependencies with hashes; removes every line that could name a host.
set -eu
venv=$1
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || python3 -m pip --python "$venv/bin/python" install --quiet pip
"$venv/bin/python" -m pip install --quiet pip-tools
"$venv/bin/python" -m piptools compile --quiet --generate-hashes --allow-unsafe --extra dev --strip-extras \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate \
    --output-file requirements.lock pyproject.toml
grep -nE 'https?://' requirements.lock && { echo "requirements.lock nêu tên máy chủ" >&2; exit 1; }
exit 0
