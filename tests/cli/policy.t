The built-in pack: its tests, its digest, its reasons.

  $ assay policy test
  90 passed, 0 failed
  $ assay policy test $ROOT/policies/default | tail -1
  90 passed, 0 failed
  $ test "$(assay policy digest)" = "$(assay policy digest $ROOT/policies/default)" && echo equal
  equal
  $ assay reasons | cut -d' ' -f1
  acquire.refused
  acquire.unanswered
  contract.blocked
  contract.reopened
  database.collection
  database.unknown
  facts.incomplete
  facts.unreadable
  licence.conditions
  licence.contradiction
  licence.elsewhere_stricter
  licence.folder_only
  licence.noderivatives
  licence.noncommercial
  licence.none
  licence.open
  licence.page_only
  licence.public_domain_claim
  licence.public_domain_us
  licence.reserved
  licence.scope_unknown
  licence.unknown
  licence.weak
  optout.ai_txt
  optout.aipref
  optout.c2pa
  optout.content_signal
  optout.facts
  optout.other
  optout.plus
  optout.robots
  optout.robots_tag
  optout.rsl
  optout.tdm
  optout.text
  origin.not_probed
  permission.unread
  privacy.gps
  privacy.other
  privacy.owner
  privacy.serial
  privacy.thumbnail
  record.fact
  record.protected_text
  record.undecided
  signal.grant
  signal.unknown
  situation.unknown
  statement.editorial_only
  statement.stock_agency
  statement.terms
  terms.automation
  terms.use
  use.date
  use.jurisdiction
  use.purpose

A pack that does not compile: the line is shown.

  $ mkdir broken && printf 'package assay.decision\n\ndecision := {\n' > broken/decision.rego
  $ assay policy test broken
  assay: A0200: decision.rego:4:1: expecting expression
    
    help: assay policy test DIR shows the same problem; policies are Rego v1
  [2]
  $ assay audit $EXAMPLES/museum --policy broken --date 2026-01-15 --out out
  assay: A0200: decision.rego:4:1: expecting expression
    
    help: assay policy test DIR shows the same problem; policies are Rego v1
  [2]

A pack that answers nonsense: every record is under review, and the exit code says that the run did not work.

  $ mkdir nonsense && printf 'package assay.decision\n\ndecision := {"verdict": "maybe"}\n' > nonsense/decision.rego
  $ assay audit $EXAMPLES/museum --policy nonsense --date 2026-01-15 --out out2 | head -3
  assay: A0201: 2 records could not be judged
    help: every record it failed on is under review; assay explain KEY shows the situation, docs/reference/policy.md the answer's form
  For commercial-training in EU on 2026-01-15: 2 records
    allow 0  deny 0  review 2  dead 0
  Reasons:
  $ python3 -c 'import json; r = json.load(open("out2/report.json")); print(r["accounting"]["review"], r["reasons"])'
  2 {'policy.error': 2}
