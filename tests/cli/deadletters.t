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

All of one, and what to do. Who asks for one that is not dead is told so.

  $ assay deadletters show cut.jpg --workspace out/.assay | sed -E 's/20[0-9-]+T[0-9:]+Z/TIME/g; s#at  .*/#at  #'
  cut.jpg
  class     input
  code      truncated, in step inspect
  message   jpeg.ended
  tries     2, from TIME to TIME
  found at  cut.jpg
  asset     sha256:d2ad2c8648e08660c2946f2da2c9fccd8a47977f5a9e68e916e34c336eab3a1a, 20000 bytes
  outcome   truncated  image/jpeg
  run       1
  means     the file ends before its picture does
  to do     get it again from where it came, then replay
  $ assay deadletters show cut.jpg --json --workspace out/.assay | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], d["class"], d["outcome"], d["tries"])'
  assay.deadletter/1 input truncated 2
  $ assay deadletters show meadow.jpg --workspace out/.assay
  assay: A0332: meadow.jpg is no dead letter of the latest run
    help: assay deadletters list names those of the latest run
  [2]
  $ assay deadletters list --since 2020-01-01 --class empty --workspace out/.assay
  0 dead letters
  $ assay deadletters list --since yesterday --workspace out/.assay
  assay: A0120: 'yesterday' is no date such as 2026-11-22
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]

A replay may be of one record, and counts its tries.

  $ assay deadletters replay --key cut.jpg --workspace out/.assay | tail -n 1
  Of 1 dead letters 0 live again, 1 are still dead
  $ assay deadletters show cut.jpg --workspace out/.assay | grep -o '^tries *[0-9]*'
  tries     3
  $ assay deadletters replay --key nobody.jpg --workspace out/.assay
  no dead letters to replay
  $ assay deadletters replay --since tomorrow --workspace out/.assay
  assay: A0120: 'tomorrow' is no date such as 2026-11-22
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]

No letter is taken back before it is known that the run can begin.

  $ mv pictures away && assay deadletters replay --workspace out/.assay 2>&1 | sed -n '1s#A0100: .*/#A0100: #p'
  assay: A0100: pictures: No such file or directory
  $ mv away pictures && assay deadletters replay --alert nowhere --workspace out/.assay 2>&1 | grep -o A0120
  A0120
  $ assay deadletters list --workspace out/.assay | tail -n 1
  3 dead letters

A replay that was killed has taken its letters back; another one ends it.

  $ python3 - <<'PY'
  > import sqlite3
  > base = sqlite3.connect("out/.assay/catalog.sqlite")
  > base.execute("update records set state = 'pending', leaf = -1 where state = 'dead'")
  > base.execute("delete from dead_letters")
  > base.execute("update runs set phase = 'inspect', finished_at = ''")
  > base.commit()
  > PY
  $ assay deadletters list --workspace out/.assay
  0 dead letters
  $ assay deadletters replay --workspace out/.assay | sed -n '2p;$p'
    allow 0  deny 0  review 2  dead 3
  No dead letters to replay; the run that was not finished went on
  $ assay deadletters show cut.jpg --workspace out/.assay | grep -o '^tries *[0-9]*'
  tries     4
  $ assay deadletters replay --key nobody.jpg --workspace out/.assay
  no dead letters to replay
