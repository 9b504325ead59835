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

A second recipe for the same data set: the first one's pictures serve nobody.

  $ plan 32 && assay build plan.yaml --fail-on never | grep ^Release
  $ assay gc --dry-run
  $ touch .assay/objects/packs/000000.idx.tmp && mkdir .out.part && echo half > .out.part/shard
  $ assay gc --dry-run --json
  $ assay gc
  $ assay gc --json
  $ ls -A | sort | tr '\n' ' '

A build of the plan that is there finds its pictures; one that goes back makes them again.

  $ sha256sum .assay/objects/packs/*.tar > before && rm -r out && assay build plan.yaml --fail-on never | grep ^Release
  $ sha256sum --quiet -c before && echo nothing was made
  $ assay gc > /dev/null && plan 64 && assay build plan.yaml --fail-on never | grep ^Release
  $ assay ledger verify | head -1

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
  $ mkdir away && mv .assay/objects/packs/*.tar away/ && assay gc
  [3]
  $ ls .assay/objects | grep -c '^[0-9a-f][0-9a-f]$'
