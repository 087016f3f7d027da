#!/usr/bin/env bash
# The checks and the tests, with one summary line at the end: "N passed, N failed".
#   scripts/test.sh check    what is quick and needs no browser
#   scripts/test.sh test     that and every test
#   scripts/test.sh long     that and the tests at full length
set -uo pipefail
cd "$(dirname "$0")/.."
mode=${1:-test}
passed=0
failed=0
skipped=0

finish() {
    local line="$passed passed, $failed failed"
    if ((skipped)); then line="$line, $skipped skipped"; fi
    echo "$line"
    exit $((failed > 0))
}

# A step that fails before anything could be tested.
need() {
    if ! "$@"; then
        failed=$((failed + 1))
        finish
    fi
}

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "passed  $name"
        passed=$((passed + 1))
    else
        printf 'failed  %s\n%s\n' "$name" "$output"
        failed=$((failed + 1))
    fi
}

# Adds pytest's own counts. A run without a single test has failed, whatever pytest says.
count() {
    local counts
    if ! counts=$(.venv/bin/python scripts/count.py "$1"); then
        failed=$((failed + 1))
        return
    fi
    local p f s
    read -r p f s <<<"$counts"
    if ((f == 0 && ($2 != 0 || p == 0))); then f=1; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

trap 'exit 130' INT
need scripts/bootstrap.sh dev
mkdir -p var
check format .venv/bin/ruff format --check --quiet .
check lint .venv/bin/ruff check --quiet .
check types .venv/bin/mypy
check contracts .venv/bin/lint-imports
check templates .venv/bin/djlint templates --lint --quiet
check migrations .venv/bin/python manage.py makemigrations --check --dry-run
if [[ $mode == check ]]; then finish; fi

CHROMIUM=$(scripts/browser.sh) || need false
export CHROMIUM
check fonts .venv/bin/python manage.py build_fonts

# Tests that go by that name: a report, and whatever pytest is told.
run() {
    local report="var/$1.xml"
    shift
    rm -f "$report"
    .venv/bin/python -m pytest --junit-xml "$report" "$@"
}

# What stays inside one process shares the cores. What starts servers comes after, in two halves side by side, each
# with a database and a broker of its own: one mostly waits for a browser, the other for processes that are killed, and
# takes the walks along that are as well off there.
if [[ $mode == long ]]; then also=""; else also=" and not long"; fi
run inside -m "not processes and not alone$also" -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
count var/inside.xml $?

set -m # a job of its own, so that Ctrl-C can be passed on
run browser -m "browser and not beside$also" >var/browser.log 2>&1 &
browser=$!
set +m
trap 'kill -INT -- -$browser; wait $browser; exit 130' INT
run whole -m "(processes or alone) and (beside or not browser)$also"
count var/whole.xml $?
wait $browser
code=$?
cat var/browser.log
count var/browser.xml $code
finish
