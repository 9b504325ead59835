What ran in a workspace, and how it went.

  $ assay runs list
  assay: A0320: no workspace here
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ mkdir pictures && cp $EXAMPLES/broken/* pictures/ && cp $EXAMPLES/blog/meadow.jpg pictures/
  $ assay audit pictures --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay runs list --workspace out/.assay
     1  2[-\dT:]+Z  finished  commercial-training in EU on 2026-01-15  5 records: allow 0  deny 0  review 1  dead 4  pending 0  release - (re)
  1 runs
  $ assay runs list --workspace out/.assay --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], *d["runs"][0])'
  assay.runs/1 accounting digest finished_at id release started_at state use
  $ assay runs show --workspace out/.assay
  Run 1  finished
  Use       commercial-training in EU on 2026-01-15
  Started   2[-\dT:]+Z (re)
  Finished  2[-\dT:]+Z (re)
  Holds     5 records: allow 0  deny 0  review 1  dead 4  pending 0
  Plan      [0-9a-f]{64} (re)
  Policy    [0-9a-f]{64} (re)
  Digest    40325241be2ce7733c38b6578441f424f67d8fd051d2a7ab4719986c499cd9b4
  Phases:
    inspect +[\d.]+ s  5 records, \d+/s (re)
    compare +[\d.]+ s (re)
    decide +[\d.]+ s  5 records, \d+/s (re)
    write +[\d.]+ s (re)
  Dead:
           1  input  empty
           1  input  not_media
           1  input  truncated
           1  resource  bomb
  Log       out/\.assay/runs/1/log\.jsonl: starts 1, last 2[-\dT:]+Z run\.finished (re)
  $ assay runs show 1 --workspace out/.assay --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["schema"], *d, d["dead"][0], [p["phase"] for p in d["phases"]])'
  assay.run/1 accounting dead digest finished_at id log phases plan policy release schema started_at state use {'class': 'input', 'code': 'empty', 'letters': 1} ['inspect', 'compare', 'decide', 'write']

The log beside it is one JSON document a line.

  $ python3 -c 'import json; print(*[json.loads(line)["event"] for line in open("out/.assay/runs/1/log.jsonl")], sep="\n")'
  run.started
  phase.begun
  record.dead
  record.dead
  record.dead
  record.dead
  phase.ended
  phase.begun
  phase.ended
  phase.begun
  phase.ended
  phase.begun
  phase.ended
  run.finished

What is not there.

  $ assay runs show 2 --workspace out/.assay
  assay: A0331: there is no run 2
    help: assay runs list names those of this workspace
  [2]
  $ assay runs show yesterday --workspace out/.assay
  assay: A0001: ID: Value yesterday not in range 1 to 9223372036854775807
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay runs show 0 --workspace out/.assay
  assay: A0001: ID: Value 0 not in range 1 to 9223372036854775807
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ mkdir -p none/.assay && assay runs show --workspace none/.assay
  assay: A0320: no run in this workspace yet
    help: run assay audit first, or name the workspace with --workspace DIR/.assay
  [2]
  $ ls -A none/.assay
  $ assay runs
  assay: A0001: A subcommand is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
