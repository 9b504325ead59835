A plan may say what its owner expects; what does not hold stops a release.

  $ mkdir pictures && cp $EXAMPLES/broken/* pictures/ && cp $EXAMPLES/blog/*.jpg pictures/
  $ plan() { printf 'assay: 1\nuse: {purpose: commercial-training, jurisdiction: EU, date: 2026-01-15}\nsource: {folder: pictures}\n%s\n' "$1" > plan.yaml; }
  $ plan 'expect: {seen: ">= 3", dead: "<= 1%", allow: "> 0"}'
  $ assay audit --plan plan.yaml > summary
  assay: A0150: dead is 4 of 9 (44.44%), expected <= 1%; allow is 0, expected > 0
    help: no release was made; the report has the reasons; mend the source or the plan's expect; docs/guide/watch-a-run.md
  [2]
  $ grep Report summary
  Report  $PWD/assay-out/report.html
  $ assay audit --plan plan.yaml --json 2>&1 > /dev/null | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["code"], d["message"])'
  A0150 dead is 4 of 9 (44.44%), expected <= 1%; allow is 0, expected > 0
  $ plan 'expect: {seen: ">= 3"}'
  $ assay audit --plan plan.yaml > /dev/null
  [1]
  $ plan 'steps: [{transform: {}}]
  > sink: {folder: made}
  > expect: {dead: "== 0"}'
  $ assay build plan.yaml > /dev/null
  assay: A0150: dead is 4, expected == 0
    help: no release was made; the report has the reasons; mend the source or the plan's expect; docs/guide/watch-a-run.md
  [2]
  $ ls made
  ls: cannot access 'made': No such file or directory
  [2]
  $ assay runs show | grep -E "^(Run|Problem)" | sed 's/2[-0-9T:]*Z //'
  Run 1  finished
  Problem   expect.unmet dead is 4, expected == 0

Wrong ones are named with their line.

  $ plan 'expect: {alow: ">= 3"}'
  $ assay audit --plan plan.yaml
  assay: A0120: plan.yaml:4:10: unknown key 'alow'; did you mean 'allow'?
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ plan 'expect: {seen: ">= 50%"}'
  $ assay audit --plan plan.yaml
  assay: A0120: plan.yaml:4:16: 'seen' is expected to be such as ">= 100"
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ plan 'expect: {dead: few}'
  $ assay build plan.yaml
  assay: A0120: plan.yaml:4:16: 'dead' is expected to be such as ">= 100" or "<= 1%" of what was seen
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
