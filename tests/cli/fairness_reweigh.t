Weights under which a label no longer depends on the group. The table: a line "sex hired not" becomes as many rows.

  $ printf 'men 120 100\nwomen 60 140\nundisclosed 40 60\n' > cells
  $ awk 'BEGIN {print "id,sex,hired"} {for (i = 0; i < $2; i++) print "p" ++n "," $1 ",yes"; for (i = 0; i < $3; i++) print "p" ++n "," $1 ",no"}' cells | sed 's/undisclosed//' > t.csv
  $ assay fairness reweigh t.csv --label hired --group sex --out weights.csv
  Table     t.csv  sha256:6a031c967b2ce3307c183f93becd8359eb4f92572156235d342c3d6f081a0b4e
  Rows      520
  Parity    share of 'yes', greatest less least group: 0.2455 before, 0 weighted, 0.0050 resampled
  Precision 520.0 rows would tell as much as all before, 493.5 after
  
    sex      hired  rows    factor  copies
    men      no     100     1.2692  127
    men      yes    120     0.7756  93
    unknown  no     60      0.9615  58
    unknown  yes    40      1.0577  42
    women    no     140     0.8242  115
    women    yes    60      1.4103  85
  
  Written   weights.csv
  $ cat weights.csv
  sex,hired,rows,weight,factor,copies
  men,no,100,100,1.2692307692307692,127
  men,yes,120,120,0.7756410256410255,93
  unknown,no,60,60,0.9615384615384616,58
  unknown,yes,40,40,1.0576923076923077,42
  women,no,140,140,0.8241758241758242,115
  women,yes,60,60,1.4102564102564104,85

A weight for each row, under its key or in the order of the table; the audit of the weighted table finds parity.

  $ assay fairness reweigh t.csv --label hired --group sex --rows --key id --out rows.csv | tail -1
  Written   rows.csv
  $ sed -n '1,2p;122p' rows.csv
  id,weight
  p1,0.7756410256410255
  p121,1.2692307692307692
  $ paste -d, t.csv rows.csv | cut -d, -f2,3,5 > weighted.csv
  $ assay fairness model weighted.csv --label hired --prediction hired --positive yes --group sex --weight weight | grep 'demographic parity'
    demographic parity difference  0.0000  selection_rate: unknown over men
    demographic parity ratio       1.0000  selection_rate: unknown over men

How often each row is to stand there: the copies that --out of groups counts, the same for the same seed.

  $ assay fairness reweigh t.csv --label hired --group sex --rows --resample --seed 3 --out copies.csv | grep Parity
  Parity    share of 'yes', greatest less least group: 0.2455 before, 0 weighted, 0.0050 resampled
  $ paste -d, t.csv copies.csv | awk -F, 'NR > 1 {copies[$2 "," $3] += $5} END {for (cell in copies) print cell "," copies[cell]}' | sort
  ,no,58
  ,yes,42
  men,no,127
  men,yes,93
  women,no,115
  women,yes,85
  $ assay fairness reweigh t.csv --label hired --group sex --rows --resample --seed 3 --out again.csv > /dev/null; cmp copies.csv again.csv
  $ assay fairness reweigh t.csv --label hired --group sex --rows --resample --seed 4 --out again.csv > /dev/null; cmp -s copies.csv again.csv
  [1]

Weights that are there already count, and no label is no weight.

  $ printf 'g,y,w\na,1,2\na,0,1\nb,1,1\nb,0,3\nb,,5\n' > w.csv
  $ assay fairness reweigh w.csv --label y --group g --weight w --rows --out rows.csv; cat rows.csv
  Table     w.csv  sha256:db30aa5b8320ef1e2a1aa294a1ed1ff998a8431766ae5b0bf7752932f1f26d59
  Rows      5, 1 of them left out: without a label
  Parity    share of '1', greatest less least group: 0.4167 before, 0 weighted
  Precision 3.3 rows would tell as much as all before, 3.8 after
  
    g  y  rows  weight  factor
    a  0  1     1       1.7143
    a  1  1     2       0.6429
    b  0  1     3       0.7619
    b  1  1     1       1.7143
    insufficient: groups that have a label with fewer than 30 rows: 2
  
  Written   rows.csv
  row,weight
  1,1.2857142857142856
  2,1.7142857142857142
  3,1.7142857142857142
  4,2.2857142857142856
  5,

A group without a label has no weight for it, and stays apart.

  $ printf 'g,y\na,1\na,0\nb,1\nb,1\n' > hole.csv
  $ assay fairness reweigh hole.csv --label y --group g | tail -8
    g  y  rows    factor  copies
    a  0  1       0.5000  1
    a  1  1       1.5000  2
    b  0  0       -       0       no rows: no weight
    b  1  2       0.7500  2
    pairs of group and label without rows: 1; no weight makes those groups like the others
    insufficient: groups that have a label with fewer than 30 rows: 2
  $ assay fairness reweigh hole.csv --label y --group g --json | grep -o '"empty_cells":1\|"factor":null'
  "empty_cells":1
  "factor":null

What cannot be done is an error that says why.

  $ assay fairness reweigh t.csv --label hird --group sex
  assay: A0162: t.csv: no column 'hird'; did you mean 'hired'?
    help: mend the table or the flags; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness reweigh t.csv --label hired --group hired
  assay: A0162: column 'hired' is named twice
    help: mend the table or the flags; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness reweigh t.csv --label hired --group sex --positive oui
  assay: A0162: no label 'oui'; did you mean 'no'?
    help: mend the table or the flags; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness reweigh t.csv --label id --group sex --weight hired
  assay: A0162: t.csv: row 1: 'yes' in column 'hired' is no weight: a weight is a number from 0 to 1e100
    help: mend the table or the flags; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness reweigh t.csv --label hired --group sex --out weights.json
  assay: A0001: --out weights.json: a .csv or a .parquet can be written
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness reweigh t.csv --label hired --group sex --rows
  assay: A0001: --rows is written to an --out
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness reweigh t.csv --label hired --group sex --resample
  assay: A0001: --resample and --key are of --rows
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness reweigh w.csv --label y --group g --weight w --rows --resample --out rows.csv
  assay: A0001: --resample copies rows that count alike: it cannot be had with --weight
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ printf 'rows,y\na,1\nb,0\n' > own.csv; assay fairness reweigh own.csv --label y --group rows --out weights.csv
  assay: A0001: --out has a column 'rows' of its own: rename that of the table
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness reweigh t.csv --label hired --group sex --out none/weights.csv
  assay: A0401: creating none/weights.csv.tmp: No such file or directory
    help: check the path and its permissions
  [2]
  $ ls
  again.csv
  cells
  copies.csv
  hole.csv
  own.csv
  rows.csv
  t.csv
  w.csv
  weighted.csv
  weights.csv

The table itself is never written over.

  $ assay fairness reweigh t.csv --label hired --group sex --out ./t.csv
  assay: A0001: --out is the table itself, which would be lost
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ ln -s t.csv l.csv && assay fairness reweigh l.csv --label hired --group sex --out t.csv
  assay: A0001: --out is the table itself, which would be lost
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
