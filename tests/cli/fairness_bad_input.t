Every command that audits fairness, and every way in which its table may be wrong: it says what is wrong and where, names the page that helps, and exits
with 2; or it answers, and says of what it is too little. A table has 80 rows; "NAME=VALUE" puts VALUE into row 7 of a column, "NAME:VALUE" into every second, "NAME*VALUE" into all.

  $ cat > make.awk <<'EOF'
  > function put(at, name, now) { return name != column ? now : sign == "=" && at != 7 || sign == ":" && at % 2 ? now : value == "#" ? at : value }
  > BEGIN {
  >   sign = substr(wrong, match(wrong, /[=:*]/), 1); column = substr(wrong, 1, RSTART - 1); value = substr(wrong, RSTART + 1)
  >   print "id,y,p,s,v,w,g,h,block,label,n,rate,x,x2,y2,o"
  >   for (i = 1; i <= rows; ++i)
  >     print put(i, "id", i) "," put(i, "y", i % 3 ? 0 : 1) "," put(i, "p", i % 4 ? 0 : 1) "," put(i, "s", i % 10 / 10) "," put(i, "v", i % 7) "," \
  >       put(i, "w", 1) "," put(i, "g", i % 2 ? "a" : "b") "," put(i, "h", i % 4 < 2 ? "a" : "b") ",all," i "," put(i, "n", 100) "," put(i, "rate", i "%") \
  >       "," put(i, "x", 0) "," put(i, "x2", 9) ",9,0"
  > }
  > EOF
  $ cat > gates.yaml <<'EOF'
  > fairness:
  >   model: {label: y, prediction: p}
  >   family: {attributes: [g], metrics: [tpr]}
  >   gates:
  >     - {id: recall, metric: tpr, by: g, max_difference: 0.1, basis: here}
  > EOF
  $ by="--label y --group g"
  $ declare -A commands=(
  >   [model]="model t.csv $by --prediction p --weight w" [scores]="model t.csv $by --score s" [slices]="slices t.csv $by --prediction p --replicates 99"
  >   [regression]="regression t.csv --label v --prediction s --group g --weight w" [ranking]="ranking t.csv --query h --score s --group g" [gate]="gate gates.yaml t.csv"
  >   [rates]="dataset t.csv --attribute g --rate p" [measures]="dataset t.csv --attribute g --measure s" [counts]="dataset t.csv --attribute g --count w"
  >   [reweigh]="reweigh t.csv $by --weight w" [keys]="reweigh t.csv $by --rows --key id --out weights.csv" [thresholds]="thresholds t.csv $by --score s --constraint demographic_parity"
  >   [impact]="impact t.csv --sex g --race h --selected p" [above]="impact t.csv --sex g --race h --score s" [published]="published t.csv"
  >   [detection]="detection t.csv t.csv --image id --box x,o,x2,y2 --score s --group g")
  $ ask() { assay fairness ${commands[$1]} "${@:2}" > out 2> err; code=$?; echo "$1 $code $(grep -o -i -e insufficient -e undefined out | sort -fu | tr 'IU\n' 'iu ')$(sed 's/^assay: //; s/^  help: .*; / -> /; s/^  help: / -> /' err | tr '\n' ' ' | cut -c 1-260)" | sed 's, *$,,'; }
  $ try() { awk -v rows=80 -v wrong="$1" -f make.awk > t.csv; for command in "${@:2}"; do ask $command; done; }

All is well: nothing is refused.

  $ all="model scores slices regression ranking gate rates measures counts reweigh keys thresholds impact above published detection"
  $ try . $all
  model 0 insufficient undefined
  scores 0 insufficient
  slices 0
  regression 0
  ranking 0
  gate 0 insufficient
  rates 0
  measures 0
  counts 0
  reweigh 0 insufficient
  keys 0 insufficient
  thresholds 0 insufficient undefined
  impact 0 insufficient
  above 0 insufficient
  published 0
  detection 0

No rows, not even a header.

  $ : > t.csv; for command in $all; do ask $command; done
  model 2 A0160: the table has no rows  -> docs/guide/audit-a-model.md
  scores 2 A0160: the table has no rows  -> docs/guide/audit-a-model.md
  slices 2 A0160: the table has no rows  -> docs/guide/find-the-worst-slice.md
  regression 2 A0160: the table has no rows  -> docs/guide/audit-scores.md
  ranking 2 A0160: the table has no rows  -> docs/guide/audit-scores.md
  gate 2 A0160: the table has no rows  -> docs/guide/gate-a-model.md
  rates 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  measures 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  counts 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  reweigh 2 A0162: no row has a value of 'y'  -> docs/guide/mend-a-gap.md
  keys 2 A0162: no row has a value of 'y'  -> docs/guide/mend-a-gap.md
  thresholds 2 A0160: the table has no rows  -> docs/guide/mend-a-gap.md
  impact 2 A0160: no row has a value of 'p'  -> docs/guide/govern-a-hiring-tool.md
  above 2 A0160: no row has a value of 's'  -> docs/guide/govern-a-hiring-tool.md
  published 2 A0160: the table has no rows beside totals  -> docs/guide/audit-a-model.md shows what it holds
  detection 2 A0165: the ground truth has no box that counts  -> docs/guide/audit-a-detector.md
  $ awk -v rows=0 -f make.awk > t.csv; for command in $all; do ask $command; done
  model 2 A0160: the table has no rows  -> docs/guide/audit-a-model.md
  scores 2 A0160: the table has no rows  -> docs/guide/audit-a-model.md
  slices 2 A0160: the table has no rows  -> docs/guide/find-the-worst-slice.md
  regression 2 A0160: the table has no rows  -> docs/guide/audit-scores.md
  ranking 2 A0160: the table has no rows  -> docs/guide/audit-scores.md
  gate 2 A0160: the table has no rows  -> docs/guide/gate-a-model.md
  rates 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  measures 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  counts 2 A0162: the table has no rows  -> docs/guide/audit-a-data-set.md
  reweigh 2 A0162: no row has a value of 'y'  -> docs/guide/mend-a-gap.md
  keys 2 A0162: no row has a value of 'y'  -> docs/guide/mend-a-gap.md
  thresholds 2 A0160: the table has no rows  -> docs/guide/mend-a-gap.md
  impact 2 A0160: no row has a value of 'p'  -> docs/guide/govern-a-hiring-tool.md
  above 2 A0160: no row has a value of 's'  -> docs/guide/govern-a-hiring-tool.md
  published 2 A0160: the table has no rows beside totals  -> docs/guide/audit-a-model.md shows what it holds
  detection 2 A0165: the ground truth has no box that counts  -> docs/guide/audit-a-detector.md

Texts where numbers must be, and numbers that are none.

  $ try s=high scores regression ranking measures thresholds above detection
  scores 2 A0160: t.csv: row 7: 'high' in column 's' is no number  -> docs/guide/audit-a-model.md
  regression 2 A0160: row 7: 'high' in column 's' is no number  -> docs/guide/audit-scores.md
  ranking 2 A0160: row 7: 'high' in column 's' is no number  -> docs/guide/audit-scores.md
  measures 2 A0162: row 7: 'high' in column 's' is no number, or over 1e100  -> docs/guide/audit-a-data-set.md
  thresholds 2 A0160: row 7: 'high' in column 's' is no number  -> docs/guide/mend-a-gap.md
  above 2 A0160: column 's' holds 'high': a score is a number  -> docs/guide/govern-a-hiring-tool.md
  detection 2 A0165: t.csv: row 7: 'high' in column 's' is no number  -> docs/guide/audit-a-detector.md
  $ try s=inf regression ranking measures thresholds above detection
  regression 2 A0160: row 7: 'inf' in column 's' is no finite number  -> docs/guide/audit-scores.md
  ranking 2 A0160: row 7: 'inf' in column 's' is no finite number  -> docs/guide/audit-scores.md
  measures 2 A0162: row 7: 'inf' in column 's' is no number, or over 1e100  -> docs/guide/audit-a-data-set.md
  thresholds 2 A0160: row 7: 'inf' in column 's' is no number  -> docs/guide/mend-a-gap.md
  above 2 A0160: column 's' holds 'inf': a score is a number  -> docs/guide/govern-a-hiring-tool.md
  detection 2 A0165: t.csv: row 7: 'inf' in column 's' is no number  -> docs/guide/audit-a-detector.md
  $ try v=high regression
  regression 2 A0160: row 7: 'high' in column 'v' is no number  -> docs/guide/audit-scores.md
  $ try w=high model regression counts reweigh
  model 2 A0160: t.csv: row 7: 'high' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/audit-a-model.md
  regression 2 A0160: t.csv: row 7: 'high' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/audit-scores.md
  counts 2 A0162: 'high' in column 'w' is no count: a whole number from 0  -> docs/guide/audit-a-data-set.md
  reweigh 2 A0162: t.csv: row 7: 'high' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/mend-a-gap.md
  $ try n=high published; try rate=high published; try x=high detection
  published 2 A0160: row 7: n is no whole number: 'high'  -> docs/guide/audit-a-model.md shows what it holds
  published 2 A0160: row 7 ('7'): 'high' is no rate; write 54.3% or .543  -> docs/guide/audit-a-model.md shows what it holds
  detection 2 A0165: t.csv: row 7: 'high' in column 'x' is no number  -> docs/guide/audit-a-detector.md

Words for yes and no.

  $ try p=maybe model slices gate rates impact
  model 2 A0160: column 'p' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/audit-a-model.md
  slices 2 A0160: column 'p' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/find-the-worst-slice.md
  gate 2 A0160: column 'p' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/gate-a-model.md
  rates 2 A0162: row 7: 'maybe' in column 'p' is neither yes nor no: 1, true, yes; 0, false, no  -> docs/guide/audit-a-data-set.md
  impact 2 A0160: column 'p' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/govern-a-hiring-tool.md
  $ try y=maybe model scores slices gate thresholds
  model 2 A0160: column 'y' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/audit-a-model.md
  scores 2 A0160: column 'y' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/audit-a-model.md
  slices 2 A0160: column 'y' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/find-the-worst-slice.md
  gate 2 A0160: column 'y' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/gate-a-model.md
  thresholds 2 A0160: column 'y' holds '0', '1', 'maybe', not 0 and 1 or false and true: name the positive value  -> docs/guide/mend-a-gap.md

Negative weights.

  $ try w=-1 model regression counts reweigh
  model 2 A0160: t.csv: row 7: '-1' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/audit-a-model.md
  regression 2 A0160: t.csv: row 7: '-1' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/audit-scores.md
  counts 2 A0162: '-1' in column 'w' is no count: a whole number from 0  -> docs/guide/audit-a-data-set.md
  reweigh 2 A0162: t.csv: row 7: '-1' in column 'w' is no weight: a weight is a number from 0 to 1e100  -> docs/guide/mend-a-gap.md

Groups that are not known, and a single one.

  $ try g:NaN $all
  model 0 insufficient undefined
  scores 0 insufficient
  slices 0
  regression 0
  ranking 0
  gate 0 insufficient
  rates 0
  measures 0
  counts 0
  reweigh 0 insufficient
  keys 0 insufficient
  thresholds 0 insufficient undefined
  impact 2 A0160: column 'g' has fewer than two known values: there is nothing to compare  -> docs/guide/govern-a-hiring-tool.md
  above 2 A0160: column 'g' has fewer than two known values: there is nothing to compare  -> docs/guide/govern-a-hiring-tool.md
  published 0
  detection 0
  $ try 'g*a' $all
  model 2 A0160: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/audit-a-model.md
  scores 2 A0160: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/audit-a-model.md
  slices 0 insufficient
  regression 2 A0160: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/audit-scores.md
  ranking 2 A0160: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/audit-scores.md
  gate 2 A0160: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/gate-a-model.md
  rates 0
  measures 0
  counts 0
  reweigh 2 A0162: all rows with a label are of one group: there is nothing to compare  -> docs/guide/mend-a-gap.md
  keys 2 A0162: all rows with a label are of one group: there is nothing to compare  -> docs/guide/mend-a-gap.md
  thresholds 2 A0160: there is one group: there is nothing to compare  -> docs/guide/mend-a-gap.md
  impact 2 A0160: column 'g' has fewer than two known values: there is nothing to compare  -> docs/guide/govern-a-hiring-tool.md
  above 2 A0160: column 'g' has fewer than two known values: there is nothing to compare  -> docs/guide/govern-a-hiring-tool.md
  published 0
  detection 2 A0165: column 'g' holds only 'a': there is nothing to compare  -> docs/guide/audit-a-detector.md

No positives.

  $ try 'y*0' model scores slices gate reweigh thresholds
  model 0 undefined
  scores 0 insufficient undefined
  slices 0
  gate 0 insufficient undefined
  reweigh 2 A0162: column 'y' holds only '0': there is nothing to weigh  -> docs/guide/mend-a-gap.md
  thresholds 2 A0160: the rows to be fitted to have no positive label, or no negative one  -> docs/guide/mend-a-gap.md
  $ try 'p*0' model slices gate rates impact
  model 0 insufficient undefined
  slices 0
  gate 0 insufficient
  rates 0
  impact 0 undefined

Ten thousand groups.

  $ awk -v rows=10000 -v wrong='g*#' -f make.awk > t.csv; for command in model scores slices regression ranking gate rates reweigh thresholds impact detection; do ask $command; done
  model 0 insufficient undefined
  scores 0 insufficient undefined
  slices 0 insufficient
  regression 0 insufficient
  ranking 0 insufficient
  gate 2 A0160: more than 1000000 pairs of groups: name references, or fewer intersections  -> docs/guide/gate-a-model.md
  rates 0 insufficient
  reweigh 0 insufficient
  thresholds 2 A0160: more than 100 groups to fit a threshold to  -> docs/guide/mend-a-gap.md
  impact 2 A0160: more than 200 categories by g  -> docs/guide/govern-a-hiring-tool.md
  detection 0 insufficient

A key names one row.

  $ try id=6 keys; try id= keys
  keys 2 A0162: rows 6 and 7: both have the key '6' in column 'id'  -> docs/guide/mend-a-gap.md
  keys 2 A0162: row 7: no value in column 'id': each row has a key of its own  -> docs/guide/mend-a-gap.md

A seed has no sign.

  $ try . model; for command in model scores slices regression ranking keys thresholds detection; do ask $command --seed -1; done; ask model --seed 1.5; ask model --seed 18446744073709551616
  model 0 insufficient undefined
  model 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  scores 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  slices 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  regression 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  ranking 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  keys 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  thresholds 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: --seed: '-1' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  model 2 A0001: --seed: '1.5' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags
  model 2 A0001: --seed: '18446744073709551616' is no whole number from 0  -> assay --help lists the commands, assay COMMAND --help their flags

Flags of detections that are wrong by themselves.

  $ for iou in nan 0 1.5 high; do ask detection --iou $iou; done; ask detection --iou 0.5 --iou 0.5; ask detection --group g; ask detection --picture-group h --picture-group h; ask detection --min-score nan; ask detection --reference a --reference b
  detection 2 A0001: an IoU is above 0 and at most 1  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: an IoU is above 0 and at most 1  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: an IoU is above 0 and at most 1  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: Could not convert: --iou = high  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: IoU 0.5 is named twice  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: column 'g' is named twice  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: column 'h' is named twice  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: a --min-score is a finite number  -> assay --help lists the commands, assay COMMAND --help their flags
  detection 2 A0001: --reference: two of 'g'  -> assay --help lists the commands, assay COMMAND --help their flags
  $ commands[detection]=${commands[detection]/x,o,x2/x,x,x2}; ask detection
  detection 2 A0001: column 'x' is named twice  -> assay --help lists the commands, assay COMMAND --help their flags

What is no table of a printed one.

  $ echo a,b > t.csv; echo 1,2 >> t.csv; ask published
  published 2 A0160: no row has a label, n, rate or ratio: there is nothing to check  -> docs/guide/audit-a-model.md shows what it holds

Documents of a record and of a report.

  $ printf 'record: {system: s, version: 1, purpose: p}\n' > record.yaml; echo '{"schema":"assay.fairness.impact/1","groupings":[{"by":["sex"],"categories":[{"category":["f"],"k":"4"}]}]}' > impact.json; echo '{' > cut.json; echo 7 > number.json
  $ declare -A commands=([record]="record record.yaml --date 2026-01-01 --evidence" [report]="report --out report.html")
  $ for file in impact.json cut.json number.json none.json; do ask record $file; ask report $file; done
  record 2 A0164: impact.json: groupings[0].categories[0].k: a count is expected here  -> docs/reference/governance-record.md lists all keys
  report 2 A0163: impact.json: schema 'assay.fairness.impact/1' is not known; known are assay.fairness.gate/1, model/1, slices/1, regression/1, ranking/1, detection/1, dataset/1  -> docs/guide/fairness-report.md
  record 2 A0164: cut.json: JSON with a syntax error at byte 3  -> docs/reference/governance-record.md lists all keys
  report 2 A0163: cut.json: JSON with a syntax error at byte 3  -> docs/guide/fairness-report.md
  record 2 A0164: number.json: no schema ''; did you mean 'assay.fairness.gate/1'?  -> docs/reference/governance-record.md lists all keys
  report 2 A0163: number.json: it names no schema; known are assay.fairness.gate/1, model/1, slices/1, regression/1, ranking/1, detection/1, dataset/1  -> docs/guide/fairness-report.md
  record 2 A0401: reading none.json: No such file or directory  -> check the path and its permissions
  report 2 A0401: reading none.json: No such file or directory  -> check the path and its permissions
