The log verifies; a proof holds what a court needs; a flipped byte is found.

  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out out > /dev/null
  $ assay ledger verify --workspace out/.assay
  $ assay ledger verify --workspace out/.assay --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], d["problems"], d["key_from_outside"])'
  $ assay ledger prove larch.jpg --workspace out/.assay | python3 -c 'import json, sys; d = json.load(sys.stdin); print(sorted(d)); print(d["proof"].splitlines()[0])'
  $ assay ledger prove nowhere.jpg --workspace out/.assay

  $ cp -r out/.assay damaged
  $ entries=$(find damaged/ledger -path '*entries*' -type f | sort | head -1)
  $ python3 -c 'import sys; p = sys.argv[1]; b = bytearray(open(p, "rb").read()); b[len(b) // 2] ^= 1; open(p, "wb").write(b)' $entries
  $ assay ledger verify --workspace damaged > /dev/null 2> message; echo $?; head -c 20 message
