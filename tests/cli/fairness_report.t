Documents about fairness become one page. The table: a line "sex TP FP FN TN" becomes as many rows.

  $ expand() { for i in $(seq $1); do echo "$2"; done; }
  $ table() { echo sex,y,p; while read s tp fp fn tn; do expand $tp "$s,1,1"; expand $fp "$s,0,1"; expand $fn "$s,1,0"; expand $tn "$s,0,0"; done; }
  $ printf 'men 90 22 16 112\nwomen 60 14 40 106\nfew 4 1 3 12\nnone 0 2 0 4\n' | table > t.csv
  $ assay fairness model t.csv --label y --prediction p --group sex --reference men --metric tpr --out audit > /dev/null
  $ assay fairness dataset t.csv --attribute sex --label p --out audit > /dev/null
  $ cat > gates.yaml <<'EOF'
  > fairness:
  >   model: {label: y, prediction: p}
  >   family: {attributes: [sex], metrics: [tpr], references: {sex: men}}
  >   gates:
  >     - {id: recall, metric: tpr, by: sex, max_difference: 0.05, basis: house rule}
  > EOF
  $ assay fairness gate gates.yaml t.csv --date 2026-01-15 --json > gate.json
  [1]
  $ assay fairness report gate.json audit/fairness.json audit/dataset.json --out page.html
  Written   page.html
  $ text() { sed 's/<svg[^>]*>/\n&/g; s/<\/\(p\|li\|h[1-6]\|dd\|svg\|tr\|caption\)>/\n/g' page.html | sed 's/<[^>]*>//g'; }
  $ text | grep -m1 'Held to'
  Held to its gates, t.csv: ✕ fail. It may not pass.
  $ text | grep -m1 'Of 100 truly'
  True positive rate by sex. Of 100 truly positive in women 60 were predicted positive (60.0 %); of 106 in men 90 (84.9 %): 24.9 points fewer; anything from 12.8 to 36.2 points fewer agrees with these numbers (q 0.00023).
  $ text | grep -m1 'rest on too few'
  1 of 3 comparisons of the predictions in t.csv differ by more than chance explains. 2 rest on too few people to say.
  $ grep -o '<h2[^>]*>[^<]*' page.html | sed 's/.*>//'
  What was audited
  Findings
  What cannot be said
  Drawings
  Tables
  Methods
  Provenance
  $ grep -o '<text class="none"[^<]*' page.html | sed 's/.*>//' | sort | uniq -c
        2 too few to say
        2 undefined
  $ grep -c '<script\|http:\|https:' page.html
  0
  [1]
  $ cp page.html first.html; assay fairness report gate.json audit/fairness.json audit/dataset.json --out page.html --json | sed 's/"digest":"sha256:[0-9a-f]\{64\}"/DIGEST/'; cmp first.html page.html
  {DIGEST,"documents":3,"schema":"assay.fairness.report/1"}

What is no document is told with its place, and no page is written.

  $ assay fairness report t.csv --out none.html
  assay: A0163: t.csv: JSON with a syntax error at byte 1
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ head -c 300 audit/fairness.json > cut.json; assay fairness report cut.json --out none.html
  assay: A0163: cut.json: JSON with a syntax error at byte 301
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ echo '{"schema":"assay.audit/1"}' > other.json; assay fairness report other.json --out none.html
  assay: A0163: other.json: schema 'assay.audit/1' is not known; known are assay.fairness.gate/1, model/1, slices/1, regression/1, ranking/1, detection/1, dataset/1
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ echo '{"schema":"assay.fairness.model/1"}' > empty.json; assay fairness report empty.json --out none.html
  assay: A0163: empty.json: columns: it is missing
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ sed 's/"least_rows":30/"least_rows":"30"/' audit/fairness.json > typed.json; assay fairness report typed.json --out none.html --json
  {"code":"A0163","help":"name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md","message":"typed.json: least_rows: no whole number","schema":"assay.error/1","title":"A fairness report cannot be made"}
  [2]
  $ truncate -s 257M large.json; assay fairness report large.json --out none.html
  assay: A0163: large.json has more than 268435456 bytes
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ assay fairness report $(for i in $(seq 17); do echo gate.json; done) --out none.html
  assay: A0163: gate.json: a report is made of at most 16 documents
    help: name documents as audits of assay fairness wrote them, at most 16 and 256 MiB each; docs/guide/fairness-report.md
  [2]
  $ assay fairness report nowhere.json --out none.html
  assay: A0401: reading nowhere.json: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness report gate.json
  assay: A0001: --out is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ ls none.html
  ls: cannot access 'none.html': No such file or directory
  [2]

Of what may not be published nothing is on the page but the size.

  $ assay fairness model t.csv --label y --prediction p --group sex --reference men --suppress --json > hidden.json
  $ assay fairness report hidden.json --out page.html && text | grep -c 'suppressed: too few people'
  Written   page.html
  3
  $ assay fairness model t.csv --label y --prediction p --group sex --metric error_rate --json > wrong.json && assay fairness report wrong.json --out page.html && text | grep -m1 'predicted wrongly'
  Written   page.html
  Error rate: of all, those who were predicted wrongly. Reference: men (diamond). Hollow and dashed, or hatched: too few people to say. 

Scores, the worst slices, predicted numbers, rankings, detections, and rates and measures of a data set are parts of the page.

  $ awk 'BEGIN {print "sex,y,score,job"; for (i = 0; i < 400; i++) {y = i % 5 == 0; print (i % 2 ? "men" : "women") "," y "," (y * 30 + i * 37 % 101 / 2) / 100 "," int(i / 10)}}' > s.csv
  $ assay fairness model s.csv --label y --score score --group sex --metric auc --out parts > /dev/null
  $ assay fairness slices s.csv --label y --score score --group sex --metric accuracy --out parts > /dev/null
  $ assay fairness regression s.csv --label y --prediction score --group sex --out parts > /dev/null
  $ assay fairness ranking s.csv --query job --score score --top 3 --group sex --out parts > /dev/null
  $ assay fairness dataset s.csv --attribute sex --rate y --measure score --out parts > /dev/null
  $ (echo image,skin,a,b,c,d; for i in $(seq 80); do echo "p$i,$([ $i -gt 40 ] && echo dark || echo light),0,0,9,9"; done) > boxes.csv
  $ (echo image,a,b,c,d,score; for i in $(seq 60); do echo "p$i,0,0,9,9,1"; done) > found.csv
  $ assay fairness detection boxes.csv found.csv --image image --box a,b,c,d --score score --group skin --reference skin=light --out parts > /dev/null
  $ cd parts && assay fairness report fairness.json slices.json regression.json ranking.json dataset.json detection.json --out ../page.html && cd ..
  Written   ../page.html
  $ text | grep -m1 'Recall at IoU 0.5 by skin'
  Recall at IoU 0.5 by skin. dark 50.0 %, light 100.0 %: 50.0 points lower; anything from 32.8 to 64.8 points lower agrees with these numbers (q &lt; 0.0001).
  $ grep -o '<h3>[^<]*' page.html | sort | uniq -c
        5 <h3>Data set: 
        5 <h3>Detections: 
        5 <h3>Predicted numbers: 
        5 <h3>Predictions: 
        5 <h3>Rankings: 
        5 <h3>Worst slices: 
  $ grep -o 'aria-label="Drawing: [^"]*' page.html | sed 's/.*: //' | sort
  Area under the ROC curve by sex
  Calibration by sex
  Exposure by sex
  Mean absolute error by sex
  Mean error by sex
  Mean of score by sex
  Places among the first by sex
  Rate of y by sex
  Recall at IoU 0.5 by skin
  Reliability of men by sex
  Reliability of women by sex
  Shares by sex
  difference from all other rows
  difference from all other rows
  difference from all others
  difference from light
  difference from men
  difference from men
  difference from men
  difference from men
