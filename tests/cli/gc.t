What a workspace holds and nothing names goes; what a build will ask for stays.

  $ assay gc
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ mkdir -p none/.assay pictures && assay gc --workspace none/.assay
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ ls -A none/.assay
  $ cp $EXAMPLES/formats/creek.avif $EXAMPLES/formats/clock.webp pictures/
  $ plan() { printf "assay: 1\nuse: {date: 2026-01-15}\nsource: {folder: pictures}\nsteps:\n  - transform: {resize: {fit: $1}}\nsink: {folder: out}\n" > plan.yaml; }
  $ plan 64 && assay build plan.yaml --fail-on never | grep ^Release
  Release out 1.0.0: 2 records in 4 files, 5170 bytes

A second recipe for the same data set: the first one's pictures serve nobody.

  $ plan 32 && assay build plan.yaml --fail-on never | grep ^Release
  Release out 1.1.0: 2 records in 4 files, 2644 bytes
  $ assay gc --dry-run
  Nothing was changed; this would go:
  Objects    2, 4170 bytes; 3 stay
  Pictures   2 that no data set asks for, among the objects
  Packs      0 removed, 1 rewritten
  Temporary  0 files, 0 bytes
  $ touch .assay/objects/packs/000000.idx.tmp && mkdir .out.part && echo half > .out.part/shard
  $ assay gc --dry-run --json
  {"dry_run":true,"objects":{"bytes":4170,"freed":2,"left":3},"packs":{"removed":0,"rewritten":1},"pictures":2,"schema":"assay.gc/1","temporary":{"bytes":0,"files":1}}
  $ assay gc
  This went:
  Objects    2, 4170 bytes; 3 stay
  Pictures   2 that no data set asks for, among the objects
  Packs      0 removed, 1 rewritten
  Temporary  1 files, 0 bytes
  $ assay gc --json
  {"dry_run":false,"objects":{"bytes":0,"freed":0,"left":3},"packs":{"removed":0,"rewritten":0},"pictures":0,"schema":"assay.gc/1","temporary":{"bytes":0,"files":0}}

What lies beside a data set may be that of another workspace, which builds it now. The next build takes it away.

  $ cat .out.part/shard
  half

A build of the plan that is there finds its pictures; one that goes back makes them again.

  $ sha256sum .assay/objects/packs/*.tar > before && rm -r out && assay build plan.yaml --fail-on never | grep ^Release
  Release out 1.1.0: 2 records in 4 files, 2644 bytes
  $ sha256sum --quiet -c before && echo nothing was made
  nothing was made
  $ test -e .out.part
  [1]
  $ assay gc > /dev/null && plan 64 && assay build plan.yaml --fail-on never | grep ^Release
  Release out 1.2.0: 2 records in 4 files, 5170 bytes
  $ assay ledger verify > /dev/null && echo the ledger verifies
  the ledger verifies

Who works there is named, and a pack that is gone is no reason to remove more.

  $ python3 - <<'PY'
  > import fcntl, subprocess
  > lock = open(".assay/lock", "r+")
  > fcntl.flock(lock, fcntl.LOCK_EX)
  > lock.write("4711\n"), lock.flush()
  > done = subprocess.run(["assay", "gc"], capture_output=True, text=True)
  > print(done.returncode, done.stderr, end="")
  > lock.truncate(0)
  > PY
  2 assay: A0310: process 4711 is using this workspace
    help: wait for the named process, or choose another --workspace
  $ mkdir away && mv .assay/objects/packs/*.tar away/ && assay gc
  assay: A0300: the object sha256:[0-9a-f]{64} is gone, and a derivation names it: nothing was removed (re)
    help: no evidence was changed; keep a copy, then compare it with your backup; docs/guide/verify-the-ledger.md
  [3]
  $ ls .assay/objects | grep -c '^[0-9a-f][0-9a-f]$'
  1
