What a record states, and what it does not. One document is the evidence.

  $ mkdir evidence; { echo sex,race,hired; for i in $(seq 40); do echo f,a,1; echo f,b,0; echo m,a,1; echo m,b,1; done; } > t.csv
  $ assay fairness impact t.csv --sex sex --race race --selected hired --json > evidence/impact.json
  $ cat > record.yaml <<'EOT'
  > record:
  >   system: Interview scorer
  >   version: "3.10"
  >   purpose: "Ranks <b>applicants</b>\n# at work"
  >   emotion_inference: {used: true, statement: the voice is rated for warmth}
  >   special_categories: {used: false}
  >   schedule: {next_audit: 2026-01-14}
  >   incidents: [{date: 2025-12-01, what: wrong scores for a day, action: scored again, closed: 2025-12-03}]
  >   evidence: [{id: ratios, file: impact.json, digest: 'sha256:DIGEST', date: 2025-01-15}]
  >   not_applicable: [{item: eu-ai-act-10, reason: "bought, not trained here"}]
  > EOT
  $ sed -i "s/DIGEST/$(sha256sum < evidence/impact.json | cut -c -64)/" record.yaml
  $ assay fairness record record.yaml --evidence evidence --date 2026-01-15 --out out
  Record    Interview scorer 3.10, as of 2026-01-15
  Lists     of 2026-11-23: what is documented, not what is lawful
  Items     5 met, 16 missing, 1 overdue, 6 not applicable
  
  What every record states
    house rule; flows after Nissenbaum, Privacy in Context, 2010
    met             record/purpose: What the system is for
                      by purpose
    missing         record/owners: Who answers for it
                      wanting: the record states no owners
    missing         record/flows: Which information flows from whom to whom, under which norm
                      wanting: the record states no flows
    met             record/incidents: What went wrong so far
                      by incidents
    overdue         record/next-audit: The next audit is not past its day
                      by schedule.next_audit
                      wanting: schedule.next_audit was 2026-01-14
    missing         record/sign-off: Somebody has signed
                      wanting: the record states no sign_off
    met             record/evidence: Evidence that the record names is there
                      by impact.json sha256:4dc910302696 schema
  
  Regulation (EU) 2024/1689, Article 10: data and data governance
    OJ L, 2024/1689, 12.7.2024
    not applicable  eu-ai-act-10/2f: Examination for possible biases: Art. 10(2)(f)
                      bought, not trained here
    not applicable  eu-ai-act-10/2g: Measures to detect, prevent and mitigate biases: Art. 10(2)(g)
                      bought, not trained here
    not applicable  eu-ai-act-10/2h: Data gaps and shortcomings, and how they can be addressed: Art. 10(2)(h)
                      bought, not trained here
    not applicable  eu-ai-act-10/3: Representative data, with regard to the persons it is meant for: Art. 10(3)
                      bought, not trained here
    not applicable  eu-ai-act-10/4: Geographical, contextual, behavioural or functional setting: Art. 10(4)
                      bought, not trained here
    not applicable  eu-ai-act-10/5: Special categories of personal data to detect bias: why they are needed, who has access, when they are deleted: Art. 10(5)
                      bought, not trained here
  
  Regulation (EU) 2024/1689, Annex III, point 4: employment
    OJ L, 2024/1689, 12.7.2024
    met             eu-ai-act-employment/purpose: Whether it is for recruitment, selection or decisions on work: Annex III 4
                      by purpose
                      (verify) whether the purpose makes it high-risk, and Art. 6(3)
    missing         eu-ai-act-employment/emotions: No emotions are inferred at work: Art. 5(1)(f)
                      by emotion_inference.statement
                      wanting: emotion_inference.used is true
                      (verify) the exception for medical and safety reasons
    missing         eu-ai-act-employment/features: Which features of a person are used
                      wanting: the record states no features
    missing         eu-ai-act-employment/oversight: Who can overrule it, and how: Art. 14
                      wanting: the record states no human_review
    missing         eu-ai-act-employment/notice: Who is told that it is used: Art. 26(7), 26(11)
                      wanting: the record states no notice.text
                      (verify) to whom each of the two paragraphs applies
    missing         eu-ai-act-employment/consent: On which basis the data are used
                      wanting: the record states no consent
                      (verify) Regulation (EU) 2016/679, Art. 6 and 9: whether consent is free at work
    missing         eu-ai-act-employment/retention: How long data and recordings are kept
                      wanting: the record states no retention
    missing         eu-ai-act-employment/deletion: How they are deleted
                      wanting: the record states no deletion
  
  New York City Local Law 144 of 2021: automated employment decision tools
    NYC Admin. Code 20-870 to 20-874; 6 RCNY 5-300 to 5-304, in force since 2023-07-05
    met             nyc-ll144/audit: A bias audit with impact ratios, of the last year: 6 RCNY 5-301
                      by impact.json sha256:4dc910302696 groupings
                      (verify) one year is taken as 365 days
    missing         nyc-ll144/auditor: Who made it, and why that is an independent auditor: 6 RCNY 5-300
                      wanting: the record states no auditor.name
                      wanting: the record states no auditor.independence
                      (verify) the interests that the definition excludes
    missing         nyc-ll144/data: Where the data of the audit came from: 6 RCNY 5-302, 5-303
                      wanting: the record states no audit_data.source
                      wanting: the record states no audit_data.explanation
    missing         nyc-ll144/published: The summary is published, with the day on which the tool was distributed: 6 RCNY 5-303
                      wanting: the record states no publication.address
                      wanting: the record states no publication.distributed
    missing         nyc-ll144/notice: Notice ten business days before use: 6 RCNY 5-304
                      wanting: the record states no notice.text
                      wanting: the record states no notice.days_before
                      (verify) that the days are business days, and at least ten
    missing         nyc-ll144/accommodation: How to ask for another process or an accommodation: 6 RCNY 5-304
                      wanting: the record states no accommodation
    missing         nyc-ll144/retention: How long data are kept: 6 RCNY 5-304
                      wanting: the record states no retention
  
  Written   out/record.json, out/model-card.md, out/datasheet.md
  [1]
  $ assay fairness record record.yaml --evidence evidence/impact.json --date 2026-01-15 --json | cmp - out/record.json
  $ assay fairness record record.yaml --evidence evidence --date 2026-01-15 --out again > /dev/null; diff -r out again
  $ cat out/model-card.md
  # Model card: fairness
  
  Interview scorer, version 3\.10. As of 2026-01-15.
  
  ## Intended use
  
  Ranks \<b\>applicants\</b\> \# at work
  
  ## Who answers for it
  
  Not stated.
  
  ## Features used
  
  Not stated.
  
  ## Emotion inference
  
  - statement: the voice is rated for warmth; used: true
  
  ## Human review
  
  Not stated.
  
  ## Accommodation
  
  Not stated.
  
  ## Incidents
  
  - action: scored again; closed: 2025\-12\-03; date: 2025\-12\-01; what: wrong scores for a day
  
  ## Measured
  
  ### impact\.json
  
  - document: `sha256:4dc9103026969fb397250632c0820e9df2eac371608679a37b1a67d8e67d005c`
  - question: `sha256:ba6e437debf1beb7f0c034fb186036e63593c2de387913b1e1eed94d53277d6c`
  - data: sha256\:6b07f7b21910efede038fc8e5e4e639f68ec199920fec7e38b14b0e6adfb1ddd
  
  | metric | slice | k | n | value | interval | method | q | state |
  |---|---|---:|---:|---:|---|---|---:|---|
  | rate | sex=f | 40 | 80 | 0.5000 | 0.3930 to 0.6070 | Wilson 95 % |  | ok |
  | impact\_ratio | sex=f | 40 | 80 | 0.5000 |  |  | 4e-15 | ok |
  | rate | sex=m | 80 | 80 | 1.0000 | 0.9542 to 1.0000 | Wilson 95 % |  | reference |
  | impact\_ratio | sex=m | 80 | 80 | 1.0000 |  |  |  | reference |
  | rate | race=a | 80 | 80 | 1.0000 | 0.9542 to 1.0000 | Wilson 95 % |  | reference |
  | impact\_ratio | race=a | 80 | 80 | 1.0000 |  |  |  | reference |
  | rate | race=b | 40 | 80 | 0.5000 | 0.3930 to 0.6070 | Wilson 95 % |  | ok |
  | impact\_ratio | race=b | 40 | 80 | 0.5000 |  |  | 4e-15 | ok |
  | rate | sex=f, race=a | 40 | 40 | 1.0000 | 0.9124 to 1.0000 | Wilson 95 % |  | reference |
  | impact\_ratio | sex=f, race=a | 40 | 40 | 1.0000 |  |  |  | reference |
  | rate | sex=f, race=b | 0 | 40 | 0.0000 | 0.0000 to 0.0876 | Wilson 95 % |  | ok |
  | impact\_ratio | sex=f, race=b | 0 | 40 | 0.0000 |  |  | 5e-23 | ok |
  | rate | sex=m, race=a | 40 | 40 | 1.0000 | 0.9124 to 1.0000 | Wilson 95 % |  | ok |
  | impact\_ratio | sex=m, race=a | 40 | 40 | 1.0000 |  |  | 1 | ok |
  | rate | sex=m, race=b | 40 | 40 | 1.0000 | 0.9124 to 1.0000 | Wilson 95 % |  | ok |
  | impact\_ratio | sex=m, race=b | 40 | 40 | 1.0000 |  |  | 1 | ok |
  
  ## Not documented
  
  - missing: Who answers for it
  - missing: Which information flows from whom to whom, under which norm
  - overdue: The next audit is not past its day
  - missing: Somebody has signed
  - missing: No emotions are inferred at work\: Art\. 5\(1\)\(f\)
  - missing: Which features of a person are used
  - missing: Who can overrule it, and how\: Art\. 14
  - missing: Who is told that it is used\: Art\. 26\(7\), 26\(11\)
  - missing: On which basis the data are used
  - missing: How long data and recordings are kept
  - missing: How they are deleted
  - missing: Who made it, and why that is an independent auditor\: 6 RCNY 5\-300
  - missing: Where the data of the audit came from\: 6 RCNY 5\-302, 5\-303
  - missing: The summary is published, with the day on which the tool was distributed\: 6 RCNY 5\-303
  - missing: Notice ten business days before use\: 6 RCNY 5\-304
  - missing: How to ask for another process or an accommodation\: 6 RCNY 5\-304
  - missing: How long data are kept\: 6 RCNY 5\-304
  $ grep -o '"counts":{[^}]*}' out/record.json
  "counts":{"met":5,"missing":16,"not_applicable":6,"overdue":1}

Evidence that is not there is wanting; evidence that was exchanged is an error.

  $ assay fairness record record.yaml --date 2026-01-14 | grep -A 1 -e record/evidence -e record/next-audit
    met             record/next-audit: The next audit is not past its day
                      by schedule.next_audit
  --
    missing         record/evidence: Evidence that the record names is there
                      wanting: impact.json (ratios) is not there
  $ assay fairness impact t.csv --sex race --race sex --selected hired --json > evidence/impact.json
  $ assay fairness record record.yaml --evidence evidence --date 2026-01-15
  assay: A0164: evidence 'ratios': impact.json has the digest sha256:2056dfbdacf2eb81a763b0c28420696a92d10830160b9e169e18a87eb0129745, the record states sha256:4dc9103026969fb397250632c0820e9df2eac371608679a37b1a67d8e67d005c
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ echo '{"schema": "assay.fairness.inpact/1"}' > evidence/impact.json; assay fairness record record.yaml --evidence evidence
  assay: A0164: impact.json: no schema 'assay.fairness.inpact/1'; did you mean 'assay.fairness.impact/1'?
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ echo 'no' > evidence/impact.json; assay fairness record record.yaml --evidence evidence
  assay: A0164: impact.json: JSON with a syntax error at byte 2
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ assay fairness record record.yaml --evidence nowhere.json
  assay: A0401: reading nowhere.json: No such file or directory
    help: check the path and its permissions
  [2]

What is wrong is said with its place.

  $ wrong() { sed "$1" record.yaml > bad.yaml; assay fairness record bad.yaml; }
  $ wrong 's/purpose:/porpose:/'
  assay: A0164: bad.yaml: record: no key 'porpose'; did you mean 'purpose'?
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/version: "3.10"/version: 3.10/'
  assay: A0164: bad.yaml: record.version: write a number with a point in quotes: YAML reads 3.10 as 3.1
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/  system:.*/&\n&/'
  assay: A0164: bad.yaml:3:3: a key stands here twice
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/next_audit: 2026-01-14/next_audit: 14.1.2026/'
  assay: A0164: bad.yaml: record.schedule.next_audit: a day is expected: 2026-12-31
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/, statement: the voice is rated for warmth//'
  assay: A0164: bad.yaml: record.emotion_inference.statement: is missing
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/item: eu-ai-act-10,/item: eu-ai-act-11,/'
  assay: A0164: record.not_applicable[0].item: no item 'eu-ai-act-11'; did you mean 'eu-ai-act-10'?
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/sha256:/md5:/'
  assay: A0164: bad.yaml: record.evidence[0].digest: 'sha256:' and 64 hexadecimal digits are expected
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ wrong 's/closed: 2025-12-03/closed: 2025-11-03/'
  assay: A0164: bad.yaml: record.incidents[0].closed: lies before its date
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]
  $ assay fairness record missing.yaml
  assay: A0401: reading missing.yaml: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness record record.yaml --date soon
  assay: A0001: --date is a day such as 2026-12-31
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay explain A0164
  A0164  A governance record or its evidence is wrong
  
  the message says where; docs/reference/governance-record.md lists all keys

Documents of models: hidden groups, weights, scores.

  $ { echo g,y,s,w; for i in $(seq 120); do echo "$((i > 100 ? 1 : 0))g,$((i % 2)),0.$((i % 7))1,2"; done; } > m.csv; mkdir models
  $ assay fairness model m.csv --label y --score s --group g --metric tpr --suppress --json > models/hidden.json
  $ assay fairness model m.csv --label y --score s --group g --metric tpr --weight w --json > models/weighted.json
  $ assay fairness model m.csv --label y --score s --group g --metric auc --json > models/scores.json
  $ assay fairness record record.yaml --evidence models --date 2026-01-15 --out cards > /dev/null
  [1]
  $ grep -e '^### ' -e '^| [ta]' cards/model-card.md
  ### hidden\.json
  | tpr | g=0g |  |  | undefined |  |  |  | suppressed |
  | tpr | g=1g |  |  | undefined |  |  |  | suppressed |
  ### scores\.json
  | auc | g=0g |  | 100 | 0.4970 | 0.3839 to 0.6101 | DeLong 95 % |  | reference |
  | auc | g=1g |  | 20 | 0.4550 | 0.1917 to 0.7183 | DeLong 95 % | 0.77 | insufficient |
  ### weighted\.json
  | tpr | g=0g |  |  | 0.2800 |  | weighted by w |  | reference |
  | tpr | g=1g |  |  | 0.3000 |  | weighted by w |  | insufficient |
  $ echo '{"schema":"assay.fairness.gate/1","passes":true}' > models/gate.json
  $ assay fairness record record.yaml --evidence models --date 2026-01-15
  assay: A0164: gate.json: verdict: is missing
    help: the message says where; docs/reference/governance-record.md lists all keys
  [2]

A gate that passes does not outweigh one that fails.

  $ mkdir gates; for p in true false; do echo "{\"schema\":\"assay.fairness.gate/1\",\"passes\":$p,\"verdict\":\"pass\",\"gates\":[{\"id\":\"a\",\"verdict\":\"pass\"}]}" > gates/$p.json; done
  $ sed '/evidence:/d; /not_applicable/d' record.yaml > plain.yaml
  $ assay fairness record plain.yaml --evidence gates --date 2026-01-14 | grep -A 2 '2g'
    missing         eu-ai-act-10/2g: Measures to detect, prevent and mitigate biases: Art. 10(2)(g)
                      by true.json sha256:6dcfae92217e passes
                      wanting: false.json says passes: false
