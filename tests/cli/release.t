What a run has allowed is frozen, signed, and stands in the ledger.

  $ cp -r $EXAMPLES/formats pictures
  $ assay audit pictures --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay release create photos --workspace out/.assay --as folder
  photos 1.0.0: 3 records, 3 files, 247026 bytes
  root      [0-9a-f]{64} (re)
  ledger    entry 8 of assay\.local/[0-9a-f]{8} (re)
  key       assay\.local/[0-9a-f]{8}\S+ (re)
  written   photos
  $ ls photos
  ATTRIBUTION.txt
  MANIFEST.parquet
  SHA256SUMS
  data
  release.json
  release.json.sig
  $ cat photos/ATTRIBUTION.txt
  clock.webp: Peter Nerlich (CC-BY-SA-4.0)
  creek.avif: Aitzol Berasategi (CC-BY-4.0)
  picos.heic: Aitzol Berasategi (CC-BY-4.0)
  $ (cd photos && sha256sum -c SHA256SUMS)
  data/54/542957b21e3b318424216f9fad09ef5f6b7af344257ed0aae6db98c4d6ca21b0.avif: OK
  data/86/86c6865ce6ebb0798fdbb886b0b2940bc240971575d7d44e431ebe72fe0b29b1.webp: OK
  data/cc/cc40053e4a6cdb4cbc13da1ae6d6a164a0f130a9609b68a717f8a6f3dacb0508.heic: OK
  $ assay release verify photos
  photos 1\.0\.0: 3 records, 3 files, root [0-9a-f]{64} (re)
  intact, under the key that it brings: that proves nothing against its maker; give --vkey that you have from elsewhere
  $ assay release list --workspace out/.assay
  photos 1\.0\.0  3 records, 0 withdrawn since, root [0-9a-f]{64}, ledger entry 8 (re)

The same command again finds it there; in another place the same bytes are made.

  $ assay release create photos --workspace out/.assay | tail -1
  there     photos
  $ assay release create again --name photos --workspace out/.assay | tail -1
  written   again
  $ diff -r photos again && echo equal
  equal

Its entry in the ledger, and the key from elsewhere.

  $ vkey=$(python3 -c 'import json; print(json.load(open("photos/release.json"))["ledger"]["vkey"])')
  $ assay release receipt photos 1.0.0 --workspace out/.assay > receipt.json
  $ assay release verify photos --vkey "$vkey" --receipt receipt.json | tail -1
  intact, under the key that you gave
  $ assay release receipt photos 9.0.0 --workspace out/.assay
  assay: A0142: no release photos 9.0.0 in this workspace
    help: name the folder that holds release.json, or a file that assay release prove wrote
  [2]

It holds a record, and does not hold another; both can be proved to somebody who has neither it nor the workspace.

  $ assay release prove photos clock.webp > member.json
  $ assay release verify --proof member.json --vkey "$vkey" | head -1
  photos 1.0.0 holds clock.webp
  $ assay release prove photos nowhere.jpg > absent.json
  $ assay release verify --proof absent.json --vkey "$vkey" | head -1
  photos 1.0.0 does not hold nowhere.jpg
  $ sed 's/nowhere.jpg/clock.webp/' absent.json > forged.json
  $ assay release verify --proof forged.json
  assay: A0304: the right neighbour does not stand to the right
    help: it proves nothing; ask for another one, and for the root or key from elsewhere
  [3]
  $ assay release verify --proof member.json --root $(printf '%064d' 0)
  assay: A0304: a proof for another root
    help: it proves nothing; ask for another one, and for the root or key from elsewhere
  [3]
  $ assay release verify --proof member.json --root zero
  assay: A0120: no hexadecimal digits at 0
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]

What explain says of a record that was released.

  $ assay explain clock.webp --workspace out/.assay | tail -2
  releases
    photos 1.0.0

A file that changed since is not released, unless it may be left out.

  $ printf x >> pictures/clock.webp
  $ assay release create later --workspace out/.assay
  assay: A0141: clock.webp is no longer the file that was judged: $PWD/pictures/clock.webp
    help: audit again, or leave out what has changed with --skip-changed
  [2]
  $ test -e later; echo $?
  1
  $ assay release create later --name photos --version 2.0.0 --skip-changed --workspace out/.assay > /dev/null
  assay: left out clock.webp: it is no longer the file that was judged
  $ assay release diff photos later
  - clock.webp
  0 added, 1 removed, 0 changed, 2 the same
  [1]
  $ assay release diff photos later --json
  {"differences":[{"change":"removed","key":"clock.webp"}],"schema":"assay.release.diff/1","total":{"added":0,"changed":0,"removed":1,"same":2}}
  [1]
  $ assay release diff photos again
  0 added, 0 removed, 0 changed, 3 the same

Damage is found, and the record named.

  $ file=$(find photos/data -name '*.webp')
  $ python3 -c 'import sys; p = sys.argv[1]; b = bytearray(open(p, "rb").read()); b[len(b) // 2] ^= 1; open(p, "wb").write(b)' $file
  $ touch photos/extra
  $ assay release verify photos
  assay: A0303: record clock.webp: data/86/86c6865ce6ebb0798fdbb886b0b2940bc240971575d7d44e431ebe72fe0b29b1.webp at 0: its bytes have another SHA-256
    help: nothing was changed; do not use it: get it anew from where it was published
  photos 1\.0\.0: 3 records, 3 files, root [0-9a-f]{64} (re)
    data/86/86c6865ce6ebb0798fdbb886b0b2940bc240971575d7d44e431ebe72fe0b29b1\.webp: SHA-256 c84eedf848dd9677ab0816b6538eadf51dd45d748d68a7e011465a80f6566dbd, sealed was 86c6865ce6ebb0798fdbb886b0b2940bc240971575d7d44e431ebe72fe0b29b1 (re)
    extra: a file that nothing names
    record clock.webp: data/86/86c6865ce6ebb0798fdbb886b0b2940bc240971575d7d44e431ebe72fe0b29b1.webp at 0: its bytes have another SHA-256
  [3]
  $ assay release prove photos/data x
  assay: A0142: reading release.json: No such file or directory
    help: name the folder that holds release.json, or a file that assay release prove wrote
  [2]

What cannot be made.

  $ assay release create photos --workspace out/.assay --version 1.1.0
  assay: A0140: $PWD/photos is there already, and is not photos 1.1.0 of this workspace
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]
  $ assay release create new --workspace out/.assay --version 1.1
  assay: A0140: '1.1' is no version: three numbers, such as 1.0.0
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]
  $ assay release create new --workspace out/.assay --name 'A b'
  assay: A0140: 'A b' is no name of a release: a-z 0-9 . _ -, at most 64
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]
  $ assay release create new --workspace nothing
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ mkdir empty && assay audit empty --out none > /dev/null; assay release create new --workspace none/.assay
  assay: A0101: the sources hold no files
    help: point assay at the folder that holds the pictures
  assay: A0140: run 1 has allowed nothing that can be released
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]
