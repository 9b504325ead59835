How a model's yes and no differ between groups. The table: a line "sex age TP FP FN TN" becomes as many rows.

  $ printf 'women young 40 10 20 50\nwomen old 30 10 30 40\nmen young 50 10 10 50\nmen old 60 20 10 90\nundisclosed old 3 0 0 9\n' > cells
  $ expand() { for i in $(seq $1); do echo "$2"; done; }
  $ echo sex,age,score,qualified,invited,weight > hiring.csv
  $ while read sex age tp fp fn tn; do
  >   expand $tp "$sex,$age,0.9,1,yes,1"; expand $fp "$sex,$age,0.6,0,yes,1"
  >   expand $fn "$sex,$age,0.4,1,no,2"; expand $tn "$sex,$age,0.1,0,no,2"
  > done < cells | sed 's/undisclosed//' >> hiring.csv
  $ sed 's/,yes,/,1,/; s/,no,/,0,/' hiring.csv > binary.csv

A missing value is a group, "unknown"; too few of them are listed, but said to be too few.

  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --out out
  Table     binary.csv  sha256:791eb46391160951856b96d172bf4220436dc04bc47144d8bbc1fcbafb26b662
  Rows      542
  Asked     label qualified, prediction invited; positive 1; negative 0
  Family    8 tests: selection_rate tpr fpr ppv; q by Benjamini-Hochberg; intervals of 95 %
  
  By sex: 3 groups; reference men (the largest)
  
    equalized odds difference      0.4167  tpr: unknown over women, insufficient
    equal opportunity difference   0.4167  tpr: unknown over women, insufficient
    predictive parity difference   0.2222  ppv: unknown over women, insufficient
    demographic parity difference  0.2167  selection_rate: men over unknown, insufficient
    equalized odds ratio           0.0000  fpr: women over unknown, insufficient
    demographic parity ratio       0.5357  selection_rate: men over unknown, insufficient
    equal opportunity ratio        0.5833  tpr: unknown over women, insufficient
    predictive parity ratio        0.7778  ppv: unknown over women, insufficient
  
    against the reference                  k/n     rate                      difference                      ratio  q
    women                  tpr             70/120  0.5833  [0.4939, 0.6676]  -0.2628     [-0.3663, -0.1521]  0.689  3.9e-05
    women                  selection_rate  90/230  0.3913  [0.3305, 0.4557]  -0.0754     [-0.1584, +0.0097]  0.839  0.37
    women                  ppv             70/90   0.7778  [0.6815, 0.8513]  -0.0079     [-0.1213, +0.0972]  0.990  1
    women                  fpr             20/110  0.1818  [0.1209, 0.2642]  +0.0053     [-0.0832, +0.1017]  1.030  1
    unknown                selection_rate  3/12    0.2500  [0.0889, 0.5323]  -0.2167     [-0.3874, +0.0711]  0.536  0.63     insufficient
    unknown                ppv             3/3     1.0000  [0.4385, 1.0000]  +0.2143     [-0.3504, +0.2894]  1.273  1        insufficient
    unknown                fpr             0/9     0.0000  [0.0000, 0.2991]  -0.1765     [-0.2407, +0.1268]  0.000  0.72     insufficient
    unknown                tpr             3/3     1.0000  [0.4385, 1.0000]  +0.1538     [-0.4101, +0.2257]  1.182  1        insufficient
  
    group    n    selection_rate  tpr     fpr     ppv
    men      300  0.4667          0.8462  0.1765  0.7857
    women    230  0.3913          0.5833  0.1818  0.7778
    unknown  12   0.2500          1.0000  0.0000  1.0000
    insufficient: 4 comparisons have a denominator under 30
  
  Written   out/fairness.json, out/metrics.parquet

What is tested is one family, whatever is shown of it; a reference may be named.

  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --group age --intersections 2 --reference sex=women --metric tpr | grep -E '^(Family|By|  women|  , )'
  Family    8 tests: tpr; q by Benjamini-Hochberg; intervals of 95 %
  By sex: 3 groups; reference women (as named)
    women    230  0.5833
  By age: 2 groups; reference old (the largest)
  By sex x age: 6 groups; reference men, old (the largest)
    women, old             tpr  30/60  0.5000  [0.3774, 0.6226]  -0.3571     [-0.4952, -0.1986]  0.583  7.5e-05
    women, young           tpr  40/60  0.6667  [0.5406, 0.7727]  -0.1905     [-0.3316, -0.0444]  0.778  0.033
    women, young    120  0.6667
    women, old      110  0.5000

A score with a threshold says the same as the prediction that was made of it, and the document holds every number.

  $ assay fairness model binary.csv --label qualified --score score --group sex --json > score.json
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --json > prediction.json
  $ for f in score prediction; do sed 's/,"negative".*//; s/.*"groupings"/"groupings"/' $f.json; done | uniq | wc -l
  1
  $ cmp prediction.json out/fairness.json
  $ grep -o '"digest":"sha256:' score.json; grep -o '"family":{[^}]*}' score.json; grep -o '"threshold":[^,}]*' score.json
  "digest":"sha256:
  "family":{"correction":"benjamini-hochberg","metrics":["selection_rate","tpr","fpr","ppv"],"tests":8}
  "threshold":0.5

JSON Lines and a positive value by its name: the same counts.

  $ sed 1d hiring.csv | awk -F, '{printf "{\"sex\":%s,\"qualified\":%s,\"invited\":\"%s\"}\n", $1 == "" ? "null" : "\"" $1 "\"", $4, $5}' > hiring.jsonl
  $ assay fairness model hiring.jsonl --label qualified --prediction invited --group sex --positive yes | sed -n '2,9p'
  Rows      542
  Asked     label qualified, prediction invited; positive 1, yes; negative 0, no
  Family    8 tests: selection_rate tpr fpr ppv; q by Benjamini-Hochberg; intervals of 95 %
  
  By sex: 3 groups; reference men (the largest)
  
    equalized odds difference      0.4167  tpr: unknown over women, insufficient
    equal opportunity difference   0.4167  tpr: unknown over women, insufficient
  $ assay fairness model hiring.jsonl --label qualified --prediction invited --group sex --positive 0
  assay: A0160: column 'invited' holds 'no', 'yes', but not '0'
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]

Weights are sums of the column; nothing is claimed that only counts support.

  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --weight weight | sed -n '2,11p;17,18p'
  Rows      542
  Asked     label qualified, prediction invited; positive 1; negative 0
  Weights   weight: rates of selection_rate tpr fpr ppv are weighted, without intervals and tests
  
  By sex: 3 groups; reference men (the largest)
  
    equalized odds difference      0.5882  tpr: unknown over women, insufficient
    equal opportunity difference   0.5882  tpr: unknown over women, insufficient
    predictive parity difference   0.2222  ppv: unknown over women, insufficient
    demographic parity difference  0.1615  selection_rate: men over unknown, insufficient
    against the reference                  n    rate      difference    ratio  q
    women                  tpr             120  0.4118    -0.3216       0.561  -

What cannot be audited is an error that says where and what to do.

  $ assay fairness model binary.csv --label qualifed --prediction invited --group sex
  assay: A0160: binary.csv: no column 'qualifed'; did you mean 'qualified'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model hiring.csv --label qualified --prediction invited --group sex
  assay: A0160: column 'invited' holds 'no', 'yes', not 0 and 1 or false and true: name the positive value
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model hiring.csv --label qualified --prediction invited --group sex --positive Yes
  assay: A0160: no label or prediction 'Yes'; did you mean 'yes'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model hiring.csv --label qualified --score invited --group sex
  assay: A0160: hiring.csv: row 1: 'yes' in column 'invited' is no number
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --weight invited --reference man
  assay: A0160: no group of 'sex' 'man'; did you mean 'men'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --group age --reference men
  assay: A0001: --reference men: say of which column, as sex=VALUE
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --group sex
  assay: A0160: column 'sex' is named twice
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --score score --group sex
  assay: A0001: name either a --prediction or a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --metric recall
  assay: A0001: no metric 'recall'; did you mean 'accuracy'?
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --metric tpr --metric tpr
  assay: A0001: metric 'tpr' is named twice
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --threshold 0.5
  assay: A0001: a --threshold is of a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ printf 'y,p,g,w\n1,1,a,1\n1,0,b,-2\n' > wrong.csv
  $ assay fairness model wrong.csv --label y --prediction p --group g --weight w
  assay: A0160: wrong.csv: row 2: '-2' in column 'w' is no weight: a weight is a number from 0 to 1e100
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ printf 'y,p,g,w\n1,1,a,1\n1,0,a,\n' > wrong.csv
  $ assay fairness model wrong.csv --label y --prediction p --group g --weight w
  assay: A0160: wrong.csv: row 2: '' in column 'w' is no weight: a weight is a number from 0 to 1e100
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model wrong.csv --label y --prediction p --group g
  assay: A0160: column 'g' holds only 'a': there is nothing to compare
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ printf 'y,p,g,g\n1,1,a,1\n' > wrong.csv
  $ assay fairness model wrong.csv --label y --prediction p --group g
  assay: A0160: wrong.csv: the header has 'g' twice
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ printf 'y,p,g\n' > wrong.csv
  $ assay fairness model wrong.csv --label y --prediction p --group g
  assay: A0160: the table has no rows
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ printf 'PAR1 and no more' > wrong.parquet
  $ assay fairness model wrong.parquet --label y --prediction p --group g --json
  {"code":"A0160","help":"mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md","message":"wrong.parquet: Invalid Input Error: No magic bytes found at end of file 'the file'","schema":"assay.error/1","title":"A table of predictions cannot be audited"}
  [2]
  $ assay fairness model none.csv --label y --prediction p --group g
  assay: A0401: reading none.csv: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness model hiring.txt --label y --prediction p --group g
  assay: A0160: 'hiring.txt' is no table: it must end in .csv, .jsonl or .parquet
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]

Nobody is positive, and nobody else is there: rates without a denominator are undefined, never 0.

  $ printf 'y,p,g\n0,1,a\n0,0,a\n0,1,b\n0,1,\n' > none.csv
  $ assay fairness model none.csv --label y --prediction p --group g
  Table     none.csv  sha256:1bdd5ebbec4d268d272d716b06bb4862d5f6b8d9e8836735be4ddf5faf1a971a
  Rows      4
  Asked     label y, prediction p; positive 1; negative 0
  Family    8 tests: selection_rate tpr fpr ppv; q by Benjamini-Hochberg; intervals of 95 %
  
  By g: 3 groups; reference a (the largest)
  
    demographic parity difference  0.5000  selection_rate: b over a, insufficient
    predictive parity difference   0.0000  ppv: no gap, insufficient
    equalized odds difference      -       undefined
    equal opportunity difference   -       undefined
    demographic parity ratio       0.5000  selection_rate: b over a, insufficient
    equalized odds ratio           -       undefined
    equal opportunity ratio        -       undefined
    predictive parity ratio        -       undefined
  
    against the reference                  k/n  rate                      difference                      ratio  q
    b                      selection_rate  1/1  1.0000  [0.2065, 1.0000]  +0.5000     [-0.3910, +0.9055]  2.000  1  insufficient
    b                      fpr             1/1  1.0000  [0.2065, 1.0000]  +0.5000     [-0.3910, +0.9055]  2.000  1  insufficient
    unknown                selection_rate  1/1  1.0000  [0.2065, 1.0000]  +0.5000     [-0.3910, +0.9055]  2.000  1  insufficient
    unknown                fpr             1/1  1.0000  [0.2065, 1.0000]  +0.5000     [-0.3910, +0.9055]  2.000  1  insufficient
    b                      ppv             0/1  0.0000  [0.0000, 0.7935]  +0.0000     [-0.7935, +0.7935]  -      1  insufficient
    unknown                ppv             0/1  0.0000  [0.0000, 0.7935]  +0.0000     [-0.7935, +0.7935]  -      1  insufficient
  
    group    n  selection_rate  tpr  fpr     ppv
    a        2  0.5000          -    0.5000  0.0000
    b        1  1.0000          -    1.0000  0.0000
    unknown  1  1.0000          -    1.0000  0.0000
    insufficient: 6 comparisons have a denominator under 30
    undefined, without a denominator: tpr of a, the reference

Ten thousand groups are counted; a terminal is shown the first.

  $ (echo y,p,g; seq 40000 | awk '{print $1 % 2 "," int($1 / 2) % 2 "," "g" $1 % 10000}') > many.csv
  $ assay fairness model many.csv --label y --prediction p --group g | grep -E '^(Family|By)|more|smaller'
  Family    39996 tests: selection_rate tpr fpr ppv; q by Benjamini-Hochberg; intervals of 95 %
  By g: 10000 groups; reference g0 (the largest)
    and 14978 more comparisons: --json, --out
    and 9980 smaller groups: --json, --out
    undefined, without a denominator: tpr of g0, the reference; ppv of g0, the reference; fpr of g1; fpr of g1001; fpr of g1003; fpr of g1005; fpr of g1007; fpr of g1009; and 4994 more

Intervals of the gaps, from draws of the counts: the same seed, the same numbers. Not with weights.

  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --bootstrap 200 --seed 7 | grep -E 'parity (difference|ratio)'
    predictive parity difference   0.2222  [0.0578, 0.3198]  ppv: unknown over women, insufficient
    demographic parity difference  0.2167  [0.0467, 0.4845]  selection_rate: men over unknown, insufficient
    demographic parity ratio       0.5357  [0.0000, 0.8924]  selection_rate: men over unknown, insufficient
    predictive parity ratio        0.7778  [0.6802, 0.9291]  ppv: unknown over women, insufficient
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --bootstrap 200 --seed 7 --json | grep -o '"bootstrap":{"replicates[^}]*}'
  "bootstrap":{"replicates":200,"seed":7}
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --bootstrap 200 --weight weight
  assay: A0160: a bootstrap draws counts: it cannot be had with weights
    help: mend the table or the flags, --positive says which value means yes; docs/guide/audit-a-model.md
  [2]
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --bootstrap 0
  assay: A0001: --bootstrap: Value 0 not in range 1 to 1000000
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]

For publication groups of few people are hidden, and those that would give them away.

  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --group age --metric selection_rate --suppress | grep -E '^(By|  suppressed|  unknown|  women|    women| +group)'
  By sex: 3 groups; reference men (the largest)
    group    n    selection_rate
    women    230  -
    unknown  12   -
    suppressed: unknown (few_rows); women (complement)
  By age: 2 groups; reference old (the largest)
    group  n    selection_rate
  $ assay fairness model binary.csv --label qualified --prediction invited --group sex --metric selection_rate --suppress --json | grep -o '"suppressed":"[a-z_]*"'
  "suppressed":"few_rows"
  "suppressed":"complement"
