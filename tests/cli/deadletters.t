What could not be processed says why, and can be looked at again.

  $ mkdir pictures && cp $EXAMPLES/broken/* pictures/ && cp $EXAMPLES/blog/meadow.jpg pictures/
  $ assay audit pictures --date 2026-01-15 --out out | sed -n '1,2p'
  $ assay deadletters list --workspace out/.assay
  $ assay deadletters list --class bomb --workspace out/.assay
  $ assay deadletters list --json --workspace out/.assay | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], len(d["deadletters"]))'

One of them has been mended; a replay takes it back into the same run.

  $ cp $EXAMPLES/saved/umang.jpg pictures/empty.jpg
  $ assay deadletters replay --workspace out/.assay | sed -n '1,2p'
  $ assay ledger verify --workspace out/.assay > /dev/null && echo intact
