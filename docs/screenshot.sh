#!/usr/bin/env bash
# screenshot.sh REPORT.html OUT.png [WIDTH HEIGHT]: a picture of a report, by
# headless Chromium (Debian's package chromium).
set -euo pipefail
report=$(realpath "$1") out=$2 width=${3:-1280} height=${4:-1900}
command -v chromium >/dev/null || { echo 'screenshot.sh: chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk' >&2; exit 1; }
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync \
  --hide-scrollbars --user-data-dir="$profile" --window-size="$width,$height" \
  --screenshot="$out" "file://$report" >/dev/null 2>&1
test -s "$out"
