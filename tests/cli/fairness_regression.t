How predictions of a number err by group. Errors of rents: in the west from -2 to 2, in the east from 0 to 4.

  $ echo district,rooms,rent,predicted,weight,house > rents.csv
  $ for i in $(seq 60); do
  >   echo west,$((i % 3 + 1)),$((500 + i * 7 % 90)),$((500 + i * 7 % 90 + i % 5 - 2)),1,w$((i / 4))
  >   [ $i -gt 40 ] || echo east,$((i % 2 + 1)),$((400 + i * 3 % 50)),$((400 + i * 3 % 50 + i % 5)).0,2,e$((i / 4))
  > done >> rents.csv
  $ printf 'west,1,,500,1,w1\nwest,1,500,NaN,1,w1\n,1,500,500,1,w1\n' >> rents.csv

Both tests of each group are one family; what lacks a number is left out and counted.

  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --reference west --out out
  Table     rents.csv  sha256:0a399278d20078cf3acb08c5f634cfaaf25fd58e9f3cc3550b84d21a342084e7
  Rows      103, 2 of them left out: without a label or a prediction
  Asked     label rent, prediction predicted; an error is prediction less label
  Family    4 tests: mean_error mae; q by Benjamini-Hochberg; intervals of 95 %
  All       mean error 0.792079 [0.452074, 1.13208]; MAE 1.50495 [1.27879, 1.73111]; RMSE 1.88795; R2 0.9991
  
  By district: 3 groups; reference west (as named)
  
    group    n   mean label  mean prediction  mean error                         difference                      q
    west     60  542.5       542.5            0           [-0.368413, 0.368413]  -                               -        reference
    east     40  422.75      424.75           2           [1.54195, 2.45805]     2           [1.41956, 2.58044]  4.6e-09
    unknown  1   500         500              0                                  0                               1        insufficient
  
    group    rmse     r2      mae                      difference                       q
    west     1.41421  0.9968  1.2  [1.00505, 1.39495]  -                                -       reference
    east     2.44949  0.9706  2    [1.54195, 2.45805]  0.8         [0.305658, 1.29434]  0.0041
    unknown  0        -       0                        -1.2                             1       insufficient
  
  Written   out/regression.json, out/regression.parquet
  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --reference west --json | cmp - out/regression.json
  $ grep -o '"schema":"[^"]*"' out/regression.json; grep -o '"family":{[^}]*}' out/regression.json
  "schema":"assay.fairness.regression/1"
  "family":{"correction":"benjamini-hochberg","metrics":["mean_error","mae"],"tests":4}
  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --group rooms --intersections 2 | grep -E '^(Family|By)'
  Family    24 tests: mean_error mae; q by Benjamini-Hochberg; intervals of 95 %
  By district: 3 groups; reference west (the largest)
  By rooms: 3 groups; reference 1 (the largest)
  By district x rooms: 9 groups; reference east, 1 (the largest)

Weights and clusters leave intervals of draws alone; a group in fewer than 20 clusters has none, as the east in 11 houses.

  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --weight weight | grep -E '^(Weights|Family|All)|^  east'
  Weights   weight: means are weighted, without tests
  All       mean error 1.13475; MAE 1.64539; RMSE 2.06284; R2 0.9989
    east     40  422.75      424.75           2             2             -
    east     2.44949  0.9706  2      0.8           -
  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --cluster house --bootstrap 100 --seed 2 | grep -E '^(Clusters|Family|Drawn|All)|^  east'
  Clusters  house: means are without tests
  Drawn     100 draws of 27 clusters of house, seed 2: intervals
  All       mean error 0.792079 [0.433728, 1.12938]; MAE 1.50495 [1.31211, 1.6604]; RMSE 1.88795; R2 0.9991
    east     40  422.75      424.75           2             2             -  insufficient
    east     2.44949  0.9706  2      0.8           -  insufficient

What cannot be audited is an error that says where and what to do.

  $ (cat rents.csv; echo east,1,cheap,500,1,e1) > text.csv
  $ assay fairness regression text.csv --label rent --prediction predicted --group district
  assay: A0160: row 104: 'cheap' in column 'rent' is no number
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ (cat rents.csv; echo east,1,inf,500,1,e1) > infinite.csv
  $ assay fairness regression infinite.csv --label rent --prediction predicted --group district
  assay: A0160: row 104: 'inf' in column 'rent' is no finite number
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ (cat rents.csv; echo east,1,500,500,-3,e1) > negative.csv
  $ assay fairness regression negative.csv --label rent --prediction predicted --group district --weight weight
  assay: A0160: negative.csv: row 104: '-3' in column 'weight' is no weight: a weight is a number from 0 to 1e100
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ (cat rents.csv; echo east,1,500,500,1,) > nowhere.csv
  $ assay fairness regression nowhere.csv --label rent --prediction predicted --group district --cluster house --bootstrap 9
  assay: A0160: row 104: no value in column 'house': each row belongs to a cluster
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ head -1 rents.csv > empty.csv
  $ assay fairness regression empty.csv --label rent --prediction predicted --group district
  assay: A0160: the table has no rows
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ grep -E '^(district|west)' rents.csv > west.csv
  $ assay fairness regression west.csv --label rent --prediction predicted --group district
  assay: A0160: column 'district' holds only 'west': there is nothing to compare
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ assay fairness regression rents.csv --label rent --prediction predictd --group district
  assay: A0160: rents.csv: no column 'predictd'; did you mean 'predicted'?
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ assay fairness regression rents.csv --label rent --prediction predicted --group district --cluster house
  assay: A0001: clusters are drawn: a --cluster needs a --bootstrap
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness regression rents.csv --label rent --prediction rent --group district
  assay: A0160: column 'rent' is label and prediction
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
