Sources that are missing, empty, or not what they seem.

  $ assay audit nowhere --out out
  assay: A0100: $PWD/nowhere: No such file or directory
    help: check the path and its permissions; a source is a folder, a media file, or a manifest (.csv .jsonl .parquet)
  [2]
  $ assay audit nowhere --out out --json 2>&1 >/dev/null | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["code"], d["schema"])'
  A0100 assay.error/1
  $ mkdir empty && assay audit empty --out out-empty --date 2026-01-15
  assay: A0101: the sources hold no files
    help: point assay at the folder that holds the pictures
  For commercial-training in EU on 2026-01-15: 0 records
    allow 0  deny 0  review 0  dead 0
  Reasons:
  Digest  [0-9a-f]{64} (re)
  Ledger  2 entries, root \S{44} (re)
  Key     assay\.local/\S+ (re)
  Report  $PWD/out-empty/report.html
  [2]
  $ assay audit $EXAMPLES --date 15.01.2026 --out out
  assay: A0120: '15.01.2026' is no date such as 2026-11-22
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay audit $EXAMPLES --purpose commercial-training --jurisdiction EU --jobs 0 --out out
  assay: A0001: --jobs: Value 0 not in range 1 to 256
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]

A plan with a mistake: the line, and the nearest known key.

  $ printf 'assay: 1\nuse: {purpose: research, juristiction: EU}\nsource: {folder: .}\n' > plan.yaml
  $ assay audit --plan plan.yaml --out out
  assay: A0120: plan.yaml:2:26: unknown key 'juristiction'; did you mean 'jurisdiction'?
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]

Everything in a folder is a record: pipes, links that lead nowhere or in circles, unreadable names. None of them hangs.

  $ mkdir odd && cp $EXAMPLES/blog/meadow.jpg odd/ && mkfifo odd/pipe && ln -s nowhere odd/dangling && ln -s . odd/loop
  $ ln -s /etc/hostname odd/outside && printf 'x' > "$(printf 'odd/latin\351.jpg')"
  $ assay audit odd --date 2026-01-15 --out out-odd | sed -n '1,2p'
  For commercial-training in EU on 2026-01-15: 6 records
    allow 0  deny 0  review 1  dead 5
  $ assay deadletters list --workspace out-odd/.assay
  input      input.broken_link      dangling  the link leads nowhere: No such file or directory
  input      input.folder_link      loop  the link does not lead to a file
  input      input.outside          outside  the link leaves the source
  input      input.fifo             pipe  neither a file nor a folder that can be read
  input      not_media              raw:latin%E9.jpg  file.unknown
  5 dead letters

A system that gives no more threads (each would have a stack larger than the address space that is left): said,
nothing lost, and the same command goes on afterwards.

  $ (ulimit -s 64000000; ulimit -v 3000000; assay audit $EXAMPLES --date 2026-01-15 --out threads)
  assay: A0403: Resource temporarily unavailable
    help: give the process more (ulimit -u, ulimit -v) or ask for fewer --jobs, then run the same command again: it goes on where it stopped
  [2]
  $ assay audit $EXAMPLES --date 2026-01-15 --out threads | grep -c '^Digest'
  1
  $ assay ledger verify --workspace threads/.assay >/dev/null; echo $?
  0
