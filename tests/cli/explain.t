Why a record got its verdict: one of each kind.

  $ assay audit $EXAMPLES --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay explain forum/2014/aitzgorri.jpg --workspace out/.assay
  forum/2014/aitzgorri.jpg
  verdict   allow  for commercial-training in EU on 2026-01-15
  asset     sha256:06d6dddea4db228e7eb7c3574daa0e47d6a90677079a777d1a7d8e58283ad84d
  found at  $ROOT/examples/forum/2014/aitzgorri.jpg
  outcome   ok  image/jpeg
  policy    [0-9a-f]{64} (re)
  ledger    entry 16: assay ledger prove KEY gives the proof
  reasons
    licence.open  (tier none, layer copyright)
      The file carries a licence that permits this use [the licence's own terms]
        rights.licence [present] in xmp:xmpRights:WebStatement of asset
          "https://creativecommons.org/licenses/by/4.0/"
        rights.licence [present] in xmp:dc:rights of asset
          "(c) Aitzol Berasategi, CC BY 4.0"
  obligations
    attribute {"licence":"CC-BY-4.0"}
    keep_notice {"licence":"CC-BY-4.0"}
  $ assay explain blog/whale.jpg --workspace out/.assay
  blog/whale.jpg
  verdict   review  for commercial-training in EU on 2026-01-15
  asset     sha256:dd6c591f43f590627cc6a7516476de1de1af5119ca894106216954cfad219ee9
  found at  $ROOT/examples/blog/whale.jpg
  outcome   ok  image/jpeg
  policy    [0-9a-f]{64} (re)
  ledger    entry 5: assay ledger prove KEY gives the proof
  reasons
    licence.contradiction  (tier reservation, layer copyright)
      Statements about the licence contradict each other. A person asks the holder which one holds [house rule]
        rights.contradiction [present] in conclusion of record
          {"claims":["CC-BY-4.0","all-rights-reserved"]}
    licence.open  (tier none, layer copyright)
      The file carries a licence that permits this use [the licence's own terms]
        rights.licence [present] in xmp:xmpRights:WebStatement of asset
          "https://creativecommons.org/licenses/by/4.0/"
  obligations
    attribute {"licence":"CC-BY-4.0"}
    keep_notice {"licence":"CC-BY-4.0"}
  $ assay explain blog/dandelion.jpg --workspace out/.assay
  blog/dandelion.jpg
  verdict   deny  for commercial-training in EU on 2026-01-15
  asset     sha256:d518ee769ee556bc717f1b3b0769b61f00c2532b1fc0d522dc85c59dd9330469
  found at  $ROOT/examples/blog/dandelion.jpg
  outcome   ok  image/jpeg
  policy    [0-9a-f]{64} (re)
  ledger    entry 1: assay ledger prove KEY gives the proof
  reasons
    licence.open  (tier none, layer copyright)
      The file carries a licence that permits this use [the licence's own terms]
        rights.licence [present] in xmp:xmpRights:WebStatement of asset
          "https://creativecommons.org/publicdomain/zero/1.0/"
    optout.plus  (tier reservation, layer reservation)
      The PLUS data mining field refuses this use [Directive (EU) 2019/790 art. 4(3)]
        rights.signal [present] in xmp:plus:DataMining of asset
          "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"
  $ assay explain saved/wine.jpg --workspace out/.assay
  saved/wine.jpg
  verdict   allow  for commercial-training in EU on 2026-01-15
  asset     sha256:0b4c41d3058b98e76c0a4537f7c7e608464b8d37daf29a0f3bc47babaf7d2665
  found at  $ROOT/examples/saved/wine.jpg
  outcome   ok  image/jpeg
  policy    [0-9a-f]{64} (re)
  ledger    entry 28: assay ledger prove KEY gives the proof
  reasons
    licence.open  (tier none, layer copyright)
      The file carries a licence that permits this use [the licence's own terms]
        rights.licence [present] in json:license of sidecar:wine.jpg.json
          "https://creativecommons.org/licenses/by/4.0/"
  obligations
    attribute {"licence":"CC-BY-4.0"}
    keep_notice {"licence":"CC-BY-4.0"}
  $ assay explain broken/bomb.png --workspace out/.assay
  broken/bomb.png
  verdict   dead  for commercial-training in EU on 2026-01-15
  asset     sha256:fe988df23814ef53ae1a9867c5207f07d96cf7c70cbada16193c8e071ba868ff
  found at  $ROOT/examples/broken/bomb.png
  outcome   bomb  image/png
  policy    [0-9a-f]{64} (re)
  ledger    entry 6: assay ledger prove KEY gives the proof
  dead      bomb (resource) at step inspect: limit.pixels

The stored inputs give the stored answer.

  $ assay explain blog/whale.jpg --replay --workspace out/.assay
  blog/whale.jpg: the stored inputs give the same decision, byte for byte
  $ assay explain blog/whale.jpg --replay --json --workspace out/.assay | python3 -c 'import json, sys; print(json.load(sys.stdin)["identical"])'
  True

A record that is not there, and no workspace at all.

  $ assay explain nowhere.jpg --workspace out/.assay
  assay: A0330: no record 'nowhere.jpg' in run 1
    help: keys are paths relative to the source, as in records.parquet
  [2]
  $ assay explain blog/whale.jpg --workspace nothing/.assay
  assay: A0320: opening nothing/.assay/catalog.sqlite: SQLite error 14: unable to open database file (No such file or directory)
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]

What somebody changed in the catalog is not what the ledger has logged.

  $ python3 -c 'import sqlite3; db = sqlite3.connect("out/.assay/catalog.sqlite"); db.execute("UPDATE records SET decision = replace(decision, ?, ?) WHERE key = ?", ("review", "allow", "blog/whale.jpg")); db.commit()'
  $ assay explain blog/whale.jpg --workspace out/.assay
  assay: A0300: what the catalog says of 'blog/whale.jpg' is not what the ledger has logged
    help: no evidence was changed; keep a copy, then compare it with your backup; docs/guide/verify-the-ledger.md
  [3]
