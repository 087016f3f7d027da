#!/bin/sh
# Prints the path of a Chromium, and installs one first if there is none.
set -eu
cd "$(dirname "$0")/.."

installed() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$candidate" ] && command -v "$candidate" 2>/dev/null; then
            return 0
        fi
    done
    playwrights=$(.venv/bin/python scripts/playwright_chromium.py 2>/dev/null) || return 1
    [ -x "$playwrights" ] && echo "$playwrights"
}

# Package managers say a lot; it belongs on the error stream, because our output is the path.
from_the_distribution() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then root=""; else root="sudo -n"; fi
    if [ -n "$root" ] && ! sudo -n true 2>/dev/null; then
        return 1
    fi
    wait="-o DPkg::Lock::Timeout=300"
    # shellcheck disable=SC2086 - words
    {
        $root apt-get $wait -qq update &&
            $root env DEBIAN_FRONTEND=noninteractive apt-get $wait -qq install -y --no-install-recommends chromium
    } >&2
}

installed && exit 0
echo "Getting Chromium for the browser tests." >&2
from_the_distribution && installed && exit 0
.venv/bin/playwright install chromium >&2 && installed && exit 0
echo "The browser tests need Chromium, and it could not be installed. On Debian: apt-get install chromium" >&2
echo "(or set CHROMIUM to the path of one)." >&2
exit 1
