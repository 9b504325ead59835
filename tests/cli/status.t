What goes on in a workspace, for who was woken.

  $ assay status
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ mkdir -p none/.assay && assay status --workspace none/.assay
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ ls -A none/.assay
  $ mkdir pictures && cp $EXAMPLES/broken/* pictures/ && cp $EXAMPLES/blog/meadow.jpg pictures/
  $ assay audit pictures --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay status --workspace out/.assay
  Run      1  finished
  Use      commercial-training in EU on 2026-01-15
  Holds    5 records: allow 0  deny 0  review 1  dead 4  pending 0
  Last     run\.finished \d+ s ago (re)
  Dead     3 input, the oldest \d+ s ago (re)
  Dead     1 resource, the oldest \d+ s ago (re)
  Process  none has the workspace open
  Disk     \d+ bytes free (re)
  $ assay status --workspace out/.assay --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], *d, sep="\n"); print(d["dead"][0]["class"], d["dead"][0]["letters"], *d["dead"][0]); print(d["process"], d["pace"], d["run"]["state"], d["last"]["event"])'
  assay.status/1
  dead
  free_bytes
  last
  pace
  problem
  process
  run
  schema
  workspace
  input 3 class letters oldest_age_s oldest_at
  None None finished run.finished

A run that is going, as its log and its lock tell it: nobody's lock is taken.

  $ python3 - <<'PY'
  > import fcntl, json, os, sqlite3, subprocess, time
  > with sqlite3.connect("out/.assay/catalog.sqlite") as catalog:
  >     catalog.execute("UPDATE runs SET finished_at = '', phase = 'decide'")
  > at = lambda ago: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago))
  > with open("out/.assay/runs/1/log.jsonl", "a") as log:
  >     for line in ({"event": "run.resumed"}, {"event": "phase.begun", "phase": "decide"},
  >                  {"event": "phase.going", "phase": "decide", "records": 200, "seconds": 100.0, "total": 14600}):
  >         log.write(json.dumps({"time": at(4000), "run": 1, "level": "info", **line}) + "\n")
  > status = lambda: subprocess.run(["assay", "status", "--workspace", "out/.assay"], capture_output=True, text=True).stdout
  > print(status(), end="")
  > lock = open("out/.assay/lock", "r+")
  > fcntl.flock(lock, fcntl.LOCK_EX)
  > lock.write(f"{os.getpid()}\n"), lock.flush()
  > told = status().splitlines()
  > print(*told[:3], told[-2].replace(str(os.getpid()), "PID"), sep="\n")
  > PY
  Run      1  decide, and nobody works on it
  Use      commercial-training in EU on 2026-01-15
  Holds    5 records: allow 0  deny 0  review 1  dead 4  pending 0
  Last     phase.going 1 h 6 min ago
  Dead     3 input, the oldest \d+ s ago (re)
  Dead     1 resource, the oldest \d+ s ago (re)
  Process  none has the workspace open
  Disk     \d+ bytes free (re)
  Run      1  decide, going
  Use      commercial-training in EU on 2026-01-15
  Phase    decide since 1 h 6 min ago, 2.0 records/s, 14400 left, 2 h 0 min to go
  Process  PID has the workspace open
