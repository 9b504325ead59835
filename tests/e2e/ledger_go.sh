#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/e2e/ledger_go.sh LOG_FOLDER VKEY   Go's own tlog accepts this log, and refuses three forgeries
#                                          of a copy of it. Exit 0 when both hold.
set -euo pipefail
log=${1:?LOG_FOLDER} vkey=${2:?VKEY}
log=$(realpath "$log")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/ledger_go"
go build -o "$work/ledger_go" .
"$work/ledger_go" "$log" "$vkey"

# flip FILE: the middle byte of FILE, in a copy of the log, becomes another.
flip() {
  rm -rf "$work/copy"
  cp -r "$log" "$work/copy"
  python3 - "$work/copy/$1" <<'PY'
import sys
with open(sys.argv[1], "r+b") as file:
    data = bytearray(file.read())
    data[len(data) // 2] ^= 1
    file.seek(0)
    file.write(data)
PY
}
entries=$(cd "$log" && find tile/entries -type f | sort | head -1)
tile=$(cd "$log" && find tile/0 -type f | sort | head -1)
for file in checkpoint "$entries" "$tile"; do
  flip "$file"
  if "$work/ledger_go" "$work/copy" "$vkey" 2>"$work/said"; then
    echo "ledger_go.sh: a flipped byte in $file was accepted" >&2
    exit 1
  fi
  echo "refused, as it must: $(cat "$work/said")"
done
