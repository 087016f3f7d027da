#!/bin/sh
# Makes .venv from uv.lock. Needs Python 3.11 or newer; with nothing to do it takes a blink and no network.
#   scripts/bootstrap.sh        what the site needs
#   scripts/bootstrap.sh dev    and what its checks and tests need
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-run}
uv_version=0.13.9
stamp=.venv/.evenpace

fail() {
    echo "$1" >&2
    exit 1
}

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Evenpace needs Python 3.11 or newer, and there is none here (on Debian: apt-get install python3 python3-venv)."
}

# A stamp says what is inside, and for which lock file; "dev" holds everything that "run" asks for.
lock=$(cksum <uv.lock | tr ' ' -)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && .venv/bin/python -c '' 2>/dev/null; then
    case "$wanted:$(cat "$stamp")" in
        "run:run $lock" | "run:dev $lock" | "dev:dev $lock") exit 0 ;;
    esac
fi

echo "Getting the Python packages ready; a first time takes about a minute." >&2
if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python) || exit 1
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"
    rm -rf .venv
    "$python" -m venv --without-pip .venv
fi

# The installer lives in a corner of its own, so that it is no part of what the site runs on.
uv=.venv/.uv/bin/uv
if [ "$("$uv" --version 2>/dev/null | cut -d ' ' -f 2)" != "$uv_version" ]; then
    rm -rf .venv/.uv
    .venv/bin/python -c 'import ensurepip' 2>/dev/null ||
        fail "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"
    .venv/bin/python -m venv .venv/.uv
    .venv/.uv/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
        "uv==$uv_version" || fail "The installer uv could not be fetched. Is the network there?"
fi

if [ ! -w "${HOME:-/nowhere}" ]; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.venv/.cache}"
fi
# The machine's certificates where there are any, as pip does: a network may have its own.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"
fi
export UV_PROJECT_ENVIRONMENT="$PWD/.venv" UV_PYTHON="$PWD/.venv/bin/python" UV_PYTHON_DOWNLOADS=never
rm -f "$stamp"
if [ "$wanted" = dev ]; then groups="--group dev"; else groups="--no-default-groups"; fi
# shellcheck disable=SC2086 - two words
"$uv" sync --quiet --frozen --no-install-project --inexact $groups ||
    fail "The packages could not be installed; the lines above say why."
echo "$wanted $lock" >"$stamp"
