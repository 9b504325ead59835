A gate says pass, fail or insufficient. The table: a line "sex age TP FP FN TN" becomes as many rows.

  $ expand() { for i in $(seq $1); do echo "$2"; done; }
  $ table() { echo sex,age,y,p; while read s a tp fp fn tn; do expand $tp "$s,$a,1,1"; expand $fp "$s,$a,0,1"; expand $fn "$s,$a,1,0"; expand $tn "$s,$a,0,0"; done; }
  $ printf 'women young 400 100 200 500\nwomen old 30 10 30 40\nmen young 500 100 100 500\nmen old 6 2 1 9\n' | table > t.csv
  $ cat > gates.yaml <<'EOF'
  > fairness:
  >   model: {label: y, prediction: p}
  >   family: {attributes: [sex, age], metrics: [tpr, fpr], references: {sex: men}}
  >   gates:
  >     - {id: recall, metric: tpr, by: [sex, age], max_difference: 0.05, basis: house rule}
  >     - {id: alarms, metric: fpr, by: sex, min_ratio: 0.5}
  > EOF
  $ assay fairness gate gates.yaml t.csv --date 2026-01-15 --markdown s.md --junit j.xml --sarif s.sarif --freeze bad.json; ls bad.json
  Not written: bad.json: what does not pass is no release
  Verdict   fail
  Rows      2528, 0 more without a label or a prediction
  Family    4 questions at alpha 0.05
  
  fail          recall: tpr by sex, age: at most 0.05 apart (house rule)
    tpr of sex=women 0.652 (430/660), of sex=men 0.834 (506/607): difference -0.182, tolerated -0.05 to 0.05; [-0.241, -0.121] with all others at once; q = 4.8e-13
    tpr of age=old 0.537 (36/67), of age=young 0.750 (900/1200): difference -0.213, tolerated -0.05 to 0.05; [-0.364, -0.067] with all others at once; q = 0.00056
  
  pass          alarms: fpr by sex: a ratio of at least 0.5
  ls: cannot access 'bad.json': No such file or directory
  [2]
  $ cat s.md
  ## Fairness: fail
  
  2528 rows, 4 questions at alpha 0.05.
  
  | gate | holds | verdict | pass | fail | insufficient | waived |
  |---|---|---|---:|---:|---:|---:|
  | recall | tpr by sex, age\: at most 0\.05 apart \(house rule\) | **fail** | 0 | 2 | 0 | 0 |
  | alarms | fpr by sex\: a ratio of at least 0\.5 | **pass** | 1 | 0 | 0 | 0 |
  
  ### Fails
  
  - tpr of sex=women 0\.652 \(430/660\), of sex=men 0\.834 \(506/607\)\: difference \-0\.182, tolerated \-0\.05 to 0\.05; \[\-0\.241, \-0\.121\] with all others at once; q = 4\.8e\-13
  - tpr of age=old 0\.537 \(36/67\), of age=young 0\.750 \(900/1200\)\: difference \-0\.213, tolerated \-0\.05 to 0\.05; \[\-0\.364, \-0\.067\] with all others at once; q = 0\.00056
  $ cat j.xml
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites>
    <testsuite name="fairness" tests="2" failures="1" errors="0" skipped="0">
      <testcase classname="fairness" name="recall">
        <failure message="tpr by sex, age: at most 0.05 apart (house rule)">tpr of sex=women 0.652 (430/660), of sex=men 0.834 (506/607): difference -0.182, tolerated -0.05 to 0.05; [-0.241, -0.121] with all others at once; q = 4.8e-13
  tpr of age=old 0.537 (36/67), of age=young 0.750 (900/1200): difference -0.213, tolerated -0.05 to 0.05; [-0.364, -0.067] with all others at once; q = 0.00056
  </failure>
      </testcase>
      <testcase classname="fairness" name="alarms"></testcase>
    </testsuite>
  </testsuites>
  $ grep -o '"level":"[a-z]*"' s.sarif
  "level":"error"
  "level":"error"
  $ sed 's/max_difference: 0.05/max_difference: 0.3/' gates.yaml > loose.yaml
  $ assay fairness gate loose.yaml t.csv --date 2026-01-15 --freeze last.json > out; cat last.json
  {"attributes":["sex","age"],"groups":[{"fn":1,"fp":2,"tn":9,"tp":6,"values":["men","old"]},{"fn":100,"fp":100,"tn":500,"tp":500,"values":["men","young"]},{"fn":30,"fp":10,"tn":40,"tp":30,"values":["women","old"]},{"fn":200,"fp":100,"tn":500,"tp":400,"values":["women","young"]}],"model":{"label":"y","positive":null,"prediction":"p","threshold":null},"schema":"assay.fairness.counts/1"}

The document has each number that the verdict rests on.

  $ assay fairness gate gates.yaml t.csv --date 2026-01-15 --json > gate.json
  [1]
  $ grep -o '"family":{[^}]*}' gate.json
  "family":{"alpha":0.05,"min_rows":30,"questions":4,"regression_questions":0}
  $ grep -o '"table":{.*}' gate.json
  "table":{"digest":"sha256:469a31cb0d2b479d08a2b4b9a64c40ed212ffbb0fcd1344f184a6085e5fd1b48","name":"t.csv"},"verdict":"fail","waivers":[]}

What became worse since the last release; a group that vanished has no rate.

  $ printf 'women young 300 100 300 500\nmen young 500 100 100 500\nothers old 60 20 10 90\n' | table > worse.csv
  $ sed '/^    - {id: alarms/d; s/max_difference: 0.05/max_difference: 0.3/; s/^  gates:/  regression: {max_worsening: 0.02}\n&/; s/by: \[sex, age\]/by: [sex, age]/' gates.yaml > regression.yaml
  $ assay fairness gate regression.yaml worse.csv --against last.json --date 2026-01-15 | grep 'last release'
    tpr of sex=women 0.500 (300/600), in the last release 0.652 (430/660): difference -0.152, tolerated -0.02 to 1; [-0.227, -0.073] with all others at once; q = 2.8e-07
    tpr of age=young 0.667 (800/1200), in the last release 0.750 (900/1200): difference -0.083, tolerated -0.02 to 1; [-0.135, -0.031] with all others at once; q = 2.8e-05
    tpr of sex=men 0.833 (500/600), in the last release 0.834 (506/607): difference -0.000, tolerated -0.02 to 1; [-0.061, 0.060] with all others at once; q = 1: within the limit, but the interval reaches beyond it
  $ assay fairness gate regression.yaml worse.csv --against s.sarif
  assay: A0160: the last release's counts are no assay.fairness.counts/1 document
    help: mend the table or the policy that names its columns; docs/guide/gate-a-model.md
  [2]
  $ assay fairness gate regression.yaml worse.csv
  assay: A0160: the policy has a regression: name the counts of the last release
    help: mend the table or the policy that names its columns; docs/guide/gate-a-model.md
  [2]
  $ assay fairness gate loose.yaml worse.csv --against last.json
  assay: A0160: the policy has no regression to hold the last release's counts against
    help: mend the table or the policy that names its columns; docs/guide/gate-a-model.md
  [2]
  $ sed 's/label: y/label: age/; s/prediction: p/prediction: p, positive: old/' regression.yaml > other.yaml; assay fairness gate other.yaml t.csv --against last.json
  assay: A0160: the last release's counts are of another model: {"label":"y","positive":null,"prediction":"p","threshold":null}
    help: mend the table or the policy that names its columns; docs/guide/gate-a-model.md
  [2]

A waiver holds until its last day is over; then it fails by itself. Without an end it is none.

  $ waive() { sed "\$a\\  waivers: [{gate: recall, group: sex=women, owner: a@example.org, reason: new data, expires: $1}]" gates.yaml; }
  $ waive 2026-01-15 > waived.yaml; assay fairness gate waived.yaml t.csv --date 2026-01-15 | grep -e Verdict -e waived
  Verdict   fail
    tpr of sex=women 0.652 (430/660), of sex=men 0.834 (506/607): difference -0.182, tolerated -0.05 to 0.05; [-0.241, -0.121] with all others at once; q = 4.8e-13: waived
  $ assay fairness gate waived.yaml t.csv --date 2026-01-16 | grep expired
  fail          a waiver of gate recall expired on 2026-01-15: owner a@example.org
  $ waive 2026-02-30 > never.yaml; assay fairness gate never.yaml t.csv
  assay: A0161: never.yaml: fairness.waivers[0].expires: a day is expected: 2026-12-31
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]
  $ waive ''  > never.yaml; assay fairness gate never.yaml t.csv
  assay: A0161: never.yaml: fairness.waivers[0].expires: is missing
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]

What is wrong is said with its place.

  $ assay fairness gate missing.yaml t.csv
  assay: A0401: reading missing.yaml: No such file or directory
    help: check the path and its permissions
  [2]
  $ sed 's/metric: tpr/metric: tpt/' gates.yaml > bad.yaml; assay fairness gate bad.yaml t.csv
  assay: A0161: bad.yaml: fairness.gates[0].metric: no metric 'tpt'; did you mean 'tpr'?
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]
  $ sed 's/by: sex,/by: gender,/' gates.yaml > bad.yaml; assay fairness gate bad.yaml t.csv
  assay: A0161: bad.yaml: fairness.gates[1].by: no attribute 'gender'; did you mean 'sex'?
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]
  $ sed 's/gates:/gate:/' gates.yaml > bad.yaml; assay fairness gate bad.yaml t.csv
  assay: A0161: bad.yaml: fairness: no key 'gate'; did you mean 'gates'?
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]
  $ sed 's/references: {sex: men}/references: {sex: man}/' gates.yaml > bad.yaml; assay fairness gate bad.yaml t.csv
  assay: A0160: no group 'man'; did you mean 'men'?
    help: mend the table or the policy that names its columns; docs/guide/gate-a-model.md
  [2]
  $ echo 'a: [' > bad.yaml; assay fairness gate bad.yaml t.csv
  assay: A0161: bad.yaml:2:1: end of sequence flow not found
    help: the message says where; docs/reference/fairness-gate.md lists all keys
  [2]
  $ assay fairness gate gates.yaml t.csv --date soon
  assay: A0001: --date is a day such as 2026-12-31
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ sed 's/label: y/label: yy/' gates.yaml > bad.yaml; assay fairness gate bad.yaml t.csv --json
  {"code":"A0160","help":"mend the table or the policy that names its columns; docs/guide/gate-a-model.md","message":"t.csv: no column 'yy'; did you mean 'y'?","schema":"assay.error/1","title":"A table of predictions cannot be audited"}
  [2]
