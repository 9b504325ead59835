What scores are worth to each group: a line "group score positives negatives" becomes as many rows.

  $ printf 'a .1 2 38\na .4 10 30\na .7 25 15\na .9 38 2\nb .1 6 24\nb .4 12 18\nb .7 14 16\nb .9 22 8\nc .3 0 3\n' > cells
  $ echo g,s,y,w,person > scores.csv
  $ while read g s k m; do
  >   for i in $(seq $k); do echo $g,$s,1,1,$g$i; done; for i in $(seq $m); do echo $g,$s,0,2,$g-$i; done
  > done < cells | sed 's/^c,/,/' >> scores.csv
  $ printf 'a,NaN,1,1,x\na,,0,1,x\nb,.5,,1,x\n' >> scores.csv

Scores are listed beside the rates; a missing one is left out and counted, one class has no area.

  $ assay fairness model scores.csv --label y --score s --group g
  Table     scores.csv  sha256:777aa97d3ca000826cf73164c20d9fe0291394d97c56d8e45a99ec61e90ff8b1
  Rows      286, 3 of them left out: without a label or a prediction
  Asked     label y, score s >= 0.5; positive 1; negative 0
  Family    8 tests: selection_rate tpr fpr ppv; q by Benjamini-Hochberg; intervals of 95 %
  Scores    283 rows, 129 positive: AUC 0.8133 [0.7651, 0.8616]; mean score less base rate +0.0668 [+0.0180, +0.1156]; Brier 0.1780; ECE 0.0739
  
  By g: 3 groups; reference a (the largest)
  
    demographic parity difference  0.5000  selection_rate: a over unknown, insufficient
    equalized odds difference      0.3636  fpr: b over unknown, insufficient
    predictive parity difference   0.1875  ppv: a over b
    equal opportunity difference   0.1733  tpr: a over b
    demographic parity ratio       0.0000  selection_rate: a over unknown, insufficient
    equalized odds ratio           0.0000  fpr: b over unknown, insufficient
    predictive parity ratio        0.7619  ppv: a over b
    equal opportunity ratio        0.7937  tpr: a over b
  
    against the reference                  k/n     rate                      difference                      ratio  q
    b                      ppv             36/60   0.6000  [0.4737, 0.7143]  -0.1875     [-0.3346, -0.0345]  0.762  0.09
    b                      tpr             36/54   0.6667  [0.5336, 0.7776]  -0.1733     [-0.3219, -0.0245]  0.794  0.09
    b                      fpr             24/66   0.3636  [0.2581, 0.4842]  +0.1636     [+0.0202, +0.3037]  1.818  0.09
    b                      selection_rate  60/120  0.5000  [0.4119, 0.5881]  +0.0000     [-0.1167, +0.1167]  1.000  1
    unknown                selection_rate  0/3     0.0000  [0.0000, 0.5615]  -0.5000     [-0.5766, +0.0667]  0.000  0.49  insufficient
    unknown                fpr             0/3     0.0000  [0.0000, 0.5615]  -0.2000     [-0.2972, +0.3660]  0.000  1     insufficient
  
    group    n    selection_rate  tpr     fpr     ppv
    a        160  0.5000          0.8400  0.2000  0.7875
    b        120  0.5000          0.6667  0.3636  0.6000
    unknown  3    0.0000          -       0.0000  -
    insufficient: 2 comparisons have a denominator under 30
    undefined, without a denominator: tpr of unknown; ppv of unknown
  
    ranked by score  positive  negative  auc                       difference                      q
    a                75        85        0.8859  [0.8372, 0.9346]  -                               -  reference
    b                54        66        0.7104  [0.6206, 0.8003]  -0.1754     [-0.2776, -0.0733]  -
    unknown          0         3         -                         -                               -  undefined
  
    meant by score  n    mean    base rate  calibration                      difference                      q                brier   ece
    a               160  0.5250  0.4688     +0.0563      [-0.0012, +0.1137]  -                               -  reference     0.1375  0.0813
    b               120  0.5250  0.4500     +0.0750      [-0.0118, +0.1618]  +0.0188     [-0.0849, +0.1224]  -                0.2342  0.1250
    unknown         3    0.3000  0.0000     +0.3000                          +0.2437                         -  insufficient  0.0900  0.3000

In the family when they are asked for, together with the rates: q is over all of it.

  $ assay fairness model scores.csv --label y --score s --group g --metric tpr --metric auc --metric calibration | grep -E '^Family|^  b '
  Family    6 tests: tpr auc calibration; q by Benjamini-Hochberg; intervals of 95 %
    b                      tpr  36/54  0.6667  [0.5336, 0.7776]  -0.1733     [-0.3219, -0.0245]  0.794  0.1
    b        120  0.6667
    b                54        66        0.7104  [0.6206, 0.8003]  -0.1754     [-0.2776, -0.0733]  0.0046
    b               120  0.5250  0.4500     +0.0750      [-0.0118, +0.1618]  +0.0188     [-0.0849, +0.1224]  1                0.2342  0.1250
  $ assay fairness model scores.csv --label y --score s --group g --metric auc --json > scores.json
  $ grep -o '"family":{[^}]*}' scores.json; grep -o '"bins":[0-9]*,"cluster":null' scores.json
  "family":{"correction":"benjamini-hochberg","metrics":["auc"],"tests":2}
  "bins":10,"cluster":null

Weights give no interval but by draws; clusters are drawn whole, and nothing is claimed of their rates.

  $ assay fairness model scores.csv --label y --score s --group g --weight w | grep -E '^(Weights|Scores)|^  b '
  Weights   w: rates of selection_rate tpr fpr ppv are weighted, without intervals and tests
  Scores    283 rows, 129 positive: AUC 0.8133; mean score less base rate +0.1737; Brier 0.1882; ECE 0.1737
    b                      ppv             60   0.4286    -0.2209       0.660  -
    b                      tpr             54   0.6667    -0.1733       0.794  -
    b                      fpr             66   0.3636    +0.1636       1.818  -
    b                      selection_rate  120  0.4516    +0.0557       1.141  -
    b        120  0.4516          0.6667  0.3636  0.4286
    b                54        66        0.7104    -0.1754       -
    b               120  0.4892  0.2903     +0.1989        +0.0475       -                0.2448  0.2054
  $ assay fairness model scores.csv --label y --score s --group g --weight w --bootstrap 50 | grep -E '^(Weights|Scores|Drawn)'
  Weights   w: rates of selection_rate tpr fpr ppv are weighted, without intervals and tests
  Scores    283 rows, 129 positive: AUC 0.8133 [0.7688, 0.8595]; mean score less base rate +0.1737 [+0.1335, +0.2210]; Brier 0.1882; ECE 0.1737
  Drawn     50 draws of rows, seed 0: intervals of scores
  $ assay fairness model scores.csv --label y --score s --group g --cluster person --bootstrap 50 --seed 1 | grep -E '^(Family|Clusters|Scores|Drawn)'
  Clusters  person: rates of selection_rate tpr fpr ppv are without intervals and tests
  Scores    283 rows, 129 positive: AUC 0.8133 [0.7861, 0.8527]; mean score less base rate +0.0668 [+0.0026, +0.1141]; Brier 0.1780; ECE 0.0739
  Drawn     50 draws of 125 clusters of person, seed 1: intervals of scores

Scores that are no probabilities are ranked, and not calibrated.

  $ sed 's/,\./,1./' scores.csv > beyond.csv
  $ assay fairness model beyond.csv --label y --score s --group g --threshold 1.5 | grep -E 'AUC|calibration|^  ranked' 
  Scores    283 rows, 129 positive: AUC 0.8133 [0.7651, 0.8616]; calibration undefined: 283 scores are not from 0 to 1, and so no probabilities
    ranked by score  positive  negative  auc                       difference                      q
    calibration undefined: 283 scores are not from 0 to 1, and so no probabilities

What cannot be audited is an error that says where and what to do.

  $ (cat scores.csv; echo b,high,1,1,x) > text.csv
  $ assay fairness model text.csv --label y --score s --group g
  assay: A0160: text.csv: row 287: 'high' in column 's' is no number
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ (cat scores.csv; echo b,.5,1,-1,x) > negative.csv
  $ assay fairness model negative.csv --label y --score s --group g --weight w
  assay: A0160: negative.csv: row 287: '-1' in column 'w' is no weight: a weight is a number from 0 to 1e100
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ (cat scores.csv; echo b,.5,1,1,) > nobody.csv
  $ assay fairness model nobody.csv --label y --score s --group g --cluster person --bootstrap 9
  assay: A0160: row 287: no value in column 'person': each row belongs to a cluster
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ head -1 scores.csv > empty.csv
  $ assay fairness model empty.csv --label y --score s --group g
  assay: A0160: the table has no rows
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ grep -E '^(g|a),' scores.csv > one.csv
  $ assay fairness model one.csv --label y --score s --group g
  assay: A0160: column 'g' holds only 'a': there is nothing to compare
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model scores.csv --label y --score s --group g --cluster person
  assay: A0001: clusters are drawn: a --cluster needs a --bootstrap
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model scores.csv --label y --prediction y --group g --metric auc
  assay: A0001: metric 'auc' is of a --score, without --suppress
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model scores.csv --label y --prediction y --group g --cluster person --bootstrap 9
  assay: A0001: a --cluster is of a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model scores.csv --label y --score s --group g --metric acu
  assay: A0001: no metric 'acu'; did you mean 'auc'?
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model scores.csv --label y --score s --group g --bins 0
  assay: A0001: --bins: Value 0 not in range 1 to 1000
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
