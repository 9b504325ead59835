The built-in pack: its tests, its digest, its reasons.

  $ assay policy test
  $ assay policy test $ROOT/policies/default | tail -1
  $ test "$(assay policy digest)" = "$(assay policy digest $ROOT/policies/default)" && echo equal
  $ assay reasons | cut -c1-36 | sed 's/ *$//'

A pack that does not compile: the line is shown.

  $ mkdir broken && printf 'package assay.decision\n\ndecision := {\n' > broken/decision.rego
  $ assay policy test broken
  $ assay audit $EXAMPLES/museum --policy broken --date 2026-01-15 --out out

A pack that answers nonsense: every record is under review, and the exit code says that the run did not work.

  $ mkdir nonsense && printf 'package assay.decision\n\ndecision := {"verdict": "maybe"}\n' > nonsense/decision.rego
  $ assay audit $EXAMPLES/museum --policy nonsense --date 2026-01-15 --out out2 | head -3
  $ python3 -c 'import json; r = json.load(open("out2/report.json")); print(r["accounting"]["review"], r["reasons"])'
