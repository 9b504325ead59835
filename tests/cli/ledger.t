The log verifies; a proof holds what a court needs; a flipped byte is found.

  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay ledger verify --workspace out/.assay
  assay\.local/[0-9a-f]{8}: 7 entries, root \S{44} (re)
  intact, under the workspace's own key: that proves nothing against its owner; give --vkey and --checkpoint that you kept elsewhere
  $ assay ledger verify --workspace out/.assay --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], d["problems"], d["key_from_outside"])'
  assay.ledger.verify/1 [] False
  $ assay ledger prove larch.jpg --workspace out/.assay | python3 -c 'import json, sys; d = json.load(sys.stdin); print(sorted(d)); print(d["proof"].splitlines()[0])'
  ['entry', 'index', 'key', 'payload', 'proof', 'salt', 'schema']
  c2sp.org/tlog-proof@v1
  $ assay ledger prove nowhere.jpg --workspace out/.assay
  assay: A0330: no ledger entry for 'nowhere.jpg' in run 1
    help: keys are paths relative to the source, as in records.parquet
  [2]

  $ cp -r out/.assay damaged
  $ entries=$(find damaged/ledger -path '*entries*' -type f | sort | head -1)
  $ python3 -c 'import sys; p = sys.argv[1]; b = bytearray(open(p, "rb").read()); b[len(b) // 2] ^= 1; open(p, "wb").write(b)' $entries
  $ assay ledger verify --workspace damaged > /dev/null 2> message; echo $?; head -c 20 message
  3
  assay: A0301: entry 
