What could not be processed says why, and can be looked at again.

  $ mkdir pictures && cp $EXAMPLES/broken/* pictures/ && cp $EXAMPLES/blog/meadow.jpg pictures/
  $ assay audit pictures --date 2026-01-15 --out out | sed -n '1,2p'
  For commercial-training in EU on 2026-01-15: 5 records
    allow 0  deny 0  review 1  dead 4
  $ assay deadletters list --workspace out/.assay
  resource   bomb                   bomb.png  limit.pixels
  input      truncated              cut.jpg  jpeg.ended
  input      empty                  empty.jpg  
  input      not_media              page.jpg  file.unknown
  4 dead letters
  $ assay deadletters list --class bomb --workspace out/.assay
  resource   bomb                   bomb.png  limit.pixels
  1 dead letters
  $ assay deadletters list --json --workspace out/.assay | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], len(d["deadletters"]))'
  assay.deadletters/1 4

One of them has been mended; a replay takes it back into the same run.

  $ cp $EXAMPLES/saved/umang.jpg pictures/empty.jpg
  $ assay deadletters replay --workspace out/.assay | sed -n '1,2p'
  For commercial-training in EU on 2026-01-15: 5 records
    allow 0  deny 0  review 2  dead 3
  $ assay ledger verify --workspace out/.assay > /dev/null && echo intact
  intact
