#!/bin/sh
# Sets up the environment in the folder named, also where python3-venv or ensurepip is missing.
# Each failure is one clear line.
set -eu
venv=$1
python=${PYTHON:-python3}

fail() { echo "make setup: $1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || fail "thiếu python3; cài: sudo apt-get install python3 python3-pip"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "cần Python 3.11 trở lên, máy này có $("$python" -V); thử: make setup PYTHON=python3.12"

if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --allow-existing --python "$python" "$venv" || fail "uv không tạo được $venv"
    uv pip install --quiet --require-hashes --python "$venv/bin/python" -r requirements.lock \
        || fail "không cài được thư viện (mạng, hoặc chỗ trống trên đĩa?)"
    exit 0
fi

"$python" -m pip --version >/dev/null 2>&1 || fail "thiếu pip; cài: sudo apt-get install python3-pip"
"$python" -m venv --without-pip "$venv" || fail "không tạo được thư mục $venv; kiểm tra quyền ghi"
"$python" -m pip --disable-pip-version-check --python "$venv/bin/python" install --quiet --require-hashes \
    -r requirements.lock || fail "không cài được thư viện (mạng, hoặc chỗ trống trên đĩa?)"
