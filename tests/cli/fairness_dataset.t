Who is in a data set and who is missing. The table: a line "sex age job n" becomes as many rows.

  $ printf 'women young nurse 90\nwomen young engineer 30\nwomen old nurse 40\nmen young nurse 30\nmen young engineer 150\nmen old engineer 45\nundisclosed old engineer 12\nmen young - 8\n' > cells
  $ (echo sex,age,job; while read sex age job n; do for i in $(seq $n); do echo "$sex,$age,$job"; done; done < cells) | sed 's/undisclosed//; s/,-$/,/' > people.csv

What is least even comes first; unknown is counted, and totals are those of the table.

  $ assay fairness dataset people.csv --attribute sex --attribute age
  Table       people.csv  sha256:49854a7bdf8d77ceebe3bea264c0dfc6a3b52f5b6fa346f65d8e6e53904d96df
  Counted     405 rows
  Asked       attributes sex, age; intervals of 95 %
  
  By age: evenness 0.7942, most over least 3.1753; 0 unknown (0.0000); 0 of 2 groups empty
  
    group  n    share
    old    97   0.2395  [0.2005, 0.2834]
    young  308  0.7605  [0.7166, 0.7995]
  
  By sex: evenness 0.9750, most over least 1.4563; 12 unknown (0.0296); 0 of 3 groups empty
  
    group    n    share
    women    160  0.3951  [0.3487, 0.4434]
    men      233  0.5753  [0.5267, 0.6225]
    unknown  12   0.0296  [0.0170, 0.0511]
  $ assay fairness dataset people.csv --attribute sex --attribute age --intersections 2 | grep -A10 'By sex x age'
  By sex x age: evenness 0.8625, most over least 4.7000; 12 unknown (0.0296); 0 of 5 groups empty
  
    group         n    share
    women, old    40   0.0988  [0.0734, 0.1317]
    men, old      45   0.1111  [0.0841, 0.1454]
    women, young  120  0.2963  [0.2539, 0.3425]
    men, young    188  0.4642  [0.4162, 0.5129]
    unknown, old  12   0.0296  [0.0170, 0.0511]
  
  By sex: evenness 0.9750, most over least 1.4563; 12 unknown (0.0296); 0 of 3 groups empty
  

Beside shares of a population, those with too few come first, and who is missing is named. An attribute that it has not is left alone.

  $ printf 'attribute,value,share\nsex,women,0.51\nsex,men,0.485\nsex,nonbinary,0.005\nage,young,0.45\nage,old,0.35\nage,very old,0.2\n' > census.csv
  $ assay fairness dataset people.csv --attribute sex --attribute age --attribute job --population census.csv --out out
  Table       people.csv  sha256:49854a7bdf8d77ceebe3bea264c0dfc6a3b52f5b6fa346f65d8e6e53904d96df
  Population  census.csv  sha256:660dff318d179eeba7804380709154bd9634cf9e3eddcc0ffa06d0adf1bea2c0: shares as written there, taken as exact
  Counted     405 rows
  Asked       attributes sex, age, job; intervals of 95 %
  Family      2 tests; q by Benjamini-Hochberg
  
  By age: evenness 0.5011, most over least inf; 0 unknown (0.0000); 1 of 3 groups empty
    population: 405 of 405 are in a group that it lists; chi-square 181.89 (df 2), p 3.2e-40, q 6.4e-40
  
    group  n    share                     population  representation
    old    97   0.2395  [0.2005, 0.2834]  0.3500      0.684           [0.573, 0.810]
    young  308  0.7605  [0.7166, 0.7995]  0.4500      1.690           [1.592, 1.777]
    missing, nobody is: very old (0.2000 of the population)
  
  By sex: evenness 0.6151, most over least inf; 12 unknown (0.0296); 1 of 4 groups empty
    population: 393 of 405 are in a group that it lists; chi-square 19.55 (df 2), p 5.7e-05, q 5.7e-05; rough: under 5 are expected of some group
  
    group    n    share                     population  representation
    women    160  0.3951  [0.3487, 0.4434]  0.5100      0.798           [0.705, 0.895]
    men      233  0.5753  [0.5267, 0.6225]  0.4850      1.222           [1.121, 1.320]
    unknown  12   0.0296  [0.0170, 0.0511]  -           -
    missing, nobody is: nonbinary (0.0050 of the population)
  
  By job: evenness 0.9727, most over least 1.4812; 8 unknown (0.0198); 0 of 3 groups empty
  
    group     n    share
    nurse     160  0.3951  [0.3487, 0.4434]
    engineer  237  0.5852  [0.5366, 0.6321]
    unknown   8    0.0198  [0.0100, 0.0385]
  
  Written     out/dataset.json, out/balance.parquet

Another table with the same attributes is a population too, and of intersections.

  $ (echo sex,age; for i in 1 2 3 4 5; do printf 'women,young\nwomen,old\nmen,young\nmen,old\n'; done) > town.csv
  $ assay fairness dataset people.csv --attribute sex --attribute age --intersections 2 --population-table town.csv | grep -E -A9 '^(Population|By sex x age)'
  Population  town.csv  sha256:46c126fa501510f0b9e1416b5be34b49fe8fd12f5df85638d835b1e1d86b84c6: 20 rows, taken as exact
  Counted     405 rows
  Asked       attributes sex, age; intervals of 95 %
  Family      3 tests; q by Benjamini-Hochberg
  
  By age: evenness 0.7942, most over least 3.1753; 0 unknown (0.0000); 0 of 2 groups empty
    population: 405 of 405 are in a group that it lists; chi-square 109.93 (df 1), p 1e-25, q 1.5e-25
  
    group  n    share                     population  representation
    old    97   0.2395  [0.2005, 0.2834]  0.5000      0.479           [0.401, 0.567]
  --
  By sex x age: evenness 0.8625, most over least 4.7000; 12 unknown (0.0296); 0 of 5 groups empty
    population: 393 of 405 are in a group that it lists; chi-square 150.20 (df 3), p 2.4e-32, q 7.2e-32
  
    group         n    share                     population  representation
    women, old    40   0.0988  [0.0734, 0.1317]  0.2500      0.407           [0.303, 0.543]
    men, old      45   0.1111  [0.0841, 0.1454]  0.2500      0.458           [0.347, 0.599]
    women, young  120  0.2963  [0.2539, 0.3425]  0.2500      1.221           [1.048, 1.410]
    men, young    188  0.4642  [0.4162, 0.5129]  0.2500      1.913           [1.718, 2.111]
    unknown, old  12   0.0296  [0.0170, 0.0511]  -           -
  

Labels of each group beside those of the rest, or of a reference.

  $ assay fairness dataset people.csv --attribute sex --label job
  Table       people.csv  sha256:49854a7bdf8d77ceebe3bea264c0dfc6a3b52f5b6fa346f65d8e6e53904d96df
  Counted     405 rows
  Asked       attributes sex; label job; intervals of 95 %
  Family      6 tests; q by Benjamini-Hochberg
  
  By sex: evenness 0.9750, most over least 1.4563; 12 unknown (0.0296); 0 of 3 groups empty
  
    group    n    share
    women    160  0.3951  [0.3487, 0.4434]
    men      233  0.5753  [0.5267, 0.6225]
    unknown  12   0.0296  [0.0170, 0.0511]
  
    labels against the rest            k/n      share   other   difference                      risk ratio                  nPMI    q
    women                    engineer  30/160   0.1875  0.8734  -0.6859     [-0.7502, -0.6028]  0.215       [0.155, 0.297]  -0.448  2.2e-44
    women                    nurse     130/160  0.8125  0.1266  +0.6859     [+0.6028, +0.7502]  6.419       [4.557, 9.042]  +0.628  2.2e-44
    men                      engineer  195/225  0.8667  0.2442  +0.6225     [+0.5366, +0.6921]  3.549       [2.715, 4.639]  +0.524  1e-37
    men                      nurse     30/225   0.1333  0.7558  -0.6225     [-0.6921, -0.5366]  0.176       [0.125, 0.249]  -0.428  1e-37
    unknown                  engineer  12/12    1.0000  0.5844  +0.4156     [+0.1684, +0.4654]  1.711       [1.573, 1.861]  +0.147  0.0021   insufficient
    unknown                  nurse     0/12     0.0000  0.4156  -0.4156     [-0.4654, -0.1684]  0.000                       -1.000  0.0021   insufficient
  
    all labels of  n    without  imbalance  TVD     KS      L2      JS      KL
    women          160  0        -0.1940    0.6859  0.6859  0.9700  0.2601  1.2221
    men            225  8        0.1335     0.6225  0.6225  0.8803  0.2127  0.8665
    unknown        12   0        -0.9395    0.4156  0.4156  0.5877  0.1716  0.5371
    insufficient, under 30 on a side have a label: unknown
  $ assay fairness dataset people.csv --attribute sex --attribute age --intersections 2 --label job --reference sex=men --reference age=young | grep -E '^By|labels|engineer'
  By age: evenness 0.7942, most over least 3.1753; 0 unknown (0.0000); 0 of 2 groups empty
    labels against young            k/n    share   other   difference                      risk ratio                  nPMI    q
    old                   engineer  57/97  0.5876  0.6000  -0.0124     [-0.1255, +0.0962]  0.979       [0.809, 1.185]  -0.008  0.91
    all labels of  n   without  imbalance  TVD     KS      L2      JS      KL
  By sex x age: evenness 0.8625, most over least 4.7000; 12 unknown (0.0296); 0 of 5 groups empty
    labels against men, young            k/n     share   other   difference                      risk ratio                  nPMI    q
    women, old                 engineer  0/40    0.0000  0.8333  -0.8333     [-0.8807, -0.7264]  0.000                       -1.000  1.4e-24
    women, young               engineer  30/120  0.2500  0.8333  -0.5833     [-0.6669, -0.4790]  0.300       [0.219, 0.412]  -0.337  2.6e-24
    men, old                   engineer  45/45   1.0000  0.8333  +0.1667     [+0.0749, +0.2280]  1.200       [1.124, 1.281]  +0.237  0.0018
    unknown, old               engineer  12/12   1.0000  0.8333  +0.1667     [-0.0804, +0.2280]  1.200       [1.124, 1.281]  +0.147  0.31     insufficient
    all labels of  n    without  imbalance  TVD     KS      L2      JS      KL
  By sex: evenness 0.9750, most over least 1.4563; 12 unknown (0.0296); 0 of 3 groups empty
    labels against men            k/n      share   other   difference                      risk ratio                  nPMI    q
    women               engineer  30/160   0.1875  0.8667  -0.6792     [-0.7445, -0.5948]  0.216       [0.156, 0.300]  -0.448  2.9e-42
    unknown             engineer  12/12    1.0000  0.8667  +0.1333     [-0.1122, +0.1840]  1.154       [1.096, 1.215]  +0.147  0.43     insufficient
    all labels of  n    without  imbalance  TVD     KS      L2      JS      KL

What befell the items of each group, as columns of yes and no: tests of rates are of the same family.

  $ (echo sex,n,dropped,duplicate; printf 'women,120,1,no\nwomen,40,0,\nmen,60,1,yes\nmen,180,0,no\n,5,0,no\n') > befell.csv
  $ assay fairness dataset befell.csv --count n --attribute sex --rate dropped --rate duplicate
  Table       befell.csv  sha256:dcab9c5d7b9ae5590542304ecc915a69874783ca40d30202977480118b9a1fb8
  Counted     405, by column n
  Asked       attributes sex; rates dropped, duplicate; intervals of 95 %
  Family      6 tests; q by Benjamini-Hochberg
  
  By sex: evenness 0.9710, most over least 1.5000; 5 unknown (0.0123); 0 of 3 groups empty
  
    group    n    share
    women    160  0.3951  [0.3487, 0.4434]
    men      240  0.5926  [0.5441, 0.6394]
    unknown  5    0.0123  [0.0053, 0.0286]
  
    rates against the rest             k/n      share   other   difference                      risk ratio                  nPMI    q
    women                   dropped    120/160  0.7500  0.2449  +0.5051     [+0.4126, +0.5835]  3.062       [2.415, 3.883]  +0.430  3.6e-23
    men                     dropped    60/240   0.2500  0.7273  -0.4773     [-0.5574, -0.3841]  0.344       [0.271, 0.436]  -0.301  3e-21
    men                     duplicate  60/240   0.2500  0.0000  +0.2500     [+0.1913, +0.3084]  inf                         +0.232  1.6e-12
    women                   duplicate  0/120    0.0000  0.2449  -0.2449     [-0.3024, -0.1864]  0.000                       -1.000  6.8e-12
    unknown                 dropped    0/5      0.0000  0.4500  -0.4500     [-0.4990, -0.0129]  0.000                       -1.000  0.082    insufficient
    unknown                 duplicate  0/5      0.0000  0.1667  -0.1667     [-0.2086, +0.2692]  0.000                       -1.000  1        insufficient
  $ assay fairness dataset befell.csv --count n --attribute sex --rate dropped --reference men | grep -A3 'rates against'
    rates against men           k/n      share   other   difference                      risk ratio                  nPMI    q
    women              dropped  120/160  0.7500  0.2500  +0.5000     [+0.4069, +0.5790]  3.000       [2.368, 3.801]  +0.430  3.9e-23
    unknown            dropped  0/5      0.0000  0.2500  -0.2500     [-0.3084, +0.1874]  0.000                       -1.000  0.34     insufficient
  $ assay fairness dataset befell.csv --attribute sex --rate n
  assay: A0162: row 5: '5' in column 'n' is neither yes nor no: 1, true, yes; 0, false, no
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset befell.csv --attribute sex --rate sex
  assay: A0162: column 'sex' is named twice
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]

Numbers that were measured: means beside those of the rest, by Welch's test.

  $ (echo sex,blur,n; printf 'women,10.5,20\nwomen,12,20\nwomen,,5\nmen,14,30\nmen,20,10\nmen,NaN,1\n,3,5\n') > blur.csv
  $ assay fairness dataset blur.csv --count n --attribute sex --measure blur | grep -A6 -E 'Asked|means against'
  Asked       attributes sex; measures blur; intervals of 95 %
  Family      3 tests; q by Benjamini-Hochberg
  
  By sex: evenness 0.9984, most over least 1.0976; 5 unknown (0.0549); 0 of 3 groups empty
  
    group    n   share
    men      41  0.4505  [0.3524, 0.5527]
  --
    means against the rest        n   mean   median  deviation  other    difference                        q
    men                     blur  40  15.5   14      2.63117    10.3333  +5.16667    [+4.01154, +6.32179]  1.7e-13
    women                   blur  40  11.25  11.25   0.759555   14.1111  -2.86111    [-4.28611, -1.43612]  0.0002
    unknown                 blur  5   3      3       0          13.375   -10.375     [-11.0152, -9.73483]  9.2e-47  insufficient
  $ assay fairness dataset blur.csv --count n --attribute sex --measure blur --reference men --json | grep -o '"deviation":[^}]*' | tail -1
  "deviation":0,"difference":-12.5,"difference_high":-11.658509712314466,"difference_low":-13.341490287685534,"mean":3,"median":3,"n":5,"other_mean":15.5,"other_n":40,"p":1.399963561836166e-28,"q":2.799927123672332e-28,"state":"insufficient","without":0
  $ assay fairness dataset befell.csv --attribute sex --measure duplicate
  assay: A0162: row 1: 'no' in column 'duplicate' is no number, or over 1e100
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset blur.csv --attribute sex --measure blurr
  assay: A0162: blur.csv: no column 'blurr'; did you mean 'blur'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset blur.csv --attribute sex --measure blur --measure blur
  assay: A0162: column 'blur' is named twice
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset blur.csv --attribute sex --layout fairface --measure blur
  assay: A0001: a --measure is of a table
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]

A row may stand for many: counts of published tables. Formats say the same.

  $ (echo sex,age,job,n; sed 's/ /,/g; s/undisclosed//; s/,-,/,,/' cells) > counted.csv
  $ assay fairness dataset people.csv --attribute sex --attribute age --label job | sed 1,3d > listed.txt
  $ assay fairness dataset counted.csv --attribute sex --attribute age --label job --count n | sed 1,3d | cmp - listed.txt
  $ sed 1d counted.csv | awk -F, '{printf "{\"sex\":%s,\"age\":\"%s\",\"job\":%s,\"n\":%s}\n", $1 == "" ? "null" : "\"" $1 "\"", $2, $3 == "" ? "null" : "\"" $3 "\"", $4}' > counted.jsonl
  $ assay fairness dataset counted.jsonl --attribute sex --attribute age --label job --count n | sed 1,3d | cmp - listed.txt

The document holds every number, and --out the same bytes.

  $ assay fairness dataset people.csv --attribute sex --attribute age --attribute job --population census.csv --json | cmp - out/dataset.json
  $ grep -o '"population":{"digest":"sha256:[0-9a-f]*","kind":"[a-z]*","name":"[a-z.]*","rows":[0-9]*}' out/dataset.json
  "population":{"digest":"sha256:660dff318d179eeba7804380709154bd9634cf9e3eddcc0ffa06d0adf1bea2c0","kind":"shares","name":"census.csv","rows":6}
  $ grep -o '"max_min_ratio":[^,]*' out/dataset.json
  "max_min_ratio":"Infinity"
  "max_min_ratio":"Infinity"
  "max_min_ratio":1.48125

What cannot be audited is an error that says where and what to do.

  $ assay fairness dataset people.csv --attribute sx
  assay: A0162: people.csv: no column 'sx'; did you mean 'sex'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv --attribute sex --label sex
  assay: A0162: column 'sex' is named twice
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv
  assay: A0001: --attribute is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset people.csv --attribute sex --intersections 4
  assay: A0001: --intersections: Value 4 not in range 1 to 3
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset people.csv --attribute sex --label job --reference man
  assay: A0162: no group of 'sex' 'man'; did you mean 'men'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv --attribute sex --attribute age --label job --reference men
  assay: A0001: --reference men: say of which column, as sex=VALUE
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset people.csv --attribute sex --reference men
  assay: A0001: a --reference is of a --label, --rate or --measure
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset people.csv --attribute sex --count age
  assay: A0162: 'old' in column 'age' is no count: a whole number from 0
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv --attribute sex --population people.csv
  assay: A0162: people.csv: no column 'attribute'; did you mean 'age'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv --attribute sex --population census.csv --population-table town.csv
  assay: A0001: --population excludes --population-table
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset people.csv --attribute job --population census.csv
  assay: A0162: population: no attribute 'job'; did you mean 'age'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ printf 'attribute,value,share\nsex,Women,0.5\nsex,Men,0.5\n' > wrong.csv
  $ assay fairness dataset people.csv --attribute sex --population wrong.csv
  assay: A0162: population: no value of 'sex' 'men'; did you mean 'Men'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ printf 'attribute,value,share\nsex,women,0.5\nsex,men,0.4\n' > wrong.csv
  $ assay fairness dataset people.csv --attribute sex --population wrong.csv
  assay: A0162: population: shares of 'sex' sum to 0.9, not to 1
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ printf 'attribute,value,share\nsex,women,50%%\n' > wrong.csv
  $ assay fairness dataset people.csv --attribute sex --population wrong.csv --json
  {"code":"A0162","help":"mend the table, the population or the flags; docs/guide/audit-a-data-set.md","message":"population: '50%' of sex=women is no share: a number from 0 to 1","schema":"assay.error/1","title":"A data set's table or population cannot be audited"}
  [2]
  $ assay fairness dataset people.csv --attribute sex --population-table none.csv
  assay: A0401: reading none.csv: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness dataset people.txt --attribute sex
  assay: A0162: 'people.txt' is no table: it must end in .csv, .jsonl or .parquet
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ printf 'sex\n' > empty.csv
  $ assay fairness dataset empty.csv --attribute sex
  assay: A0162: the table has no rows
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset people.csv --attribute sex --population-table empty.csv
  assay: A0162: population: the table has no rows
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ seq 30000 | sed 's/^/v/; 1i id' > many.csv
  $ assay fairness dataset many.csv --attribute id
  assay: A0162: over 20000 combinations of values: ask for fewer attributes, for coarser values, or for a smaller depth
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]

Ten thousand groups are counted; a terminal is shown the first. Nothing to compare is no imbalance.

  $ head -10001 many.csv > some.csv
  $ assay fairness dataset some.csv --attribute id | tail -3
    v1013   1  0.0001  [0.0000, 0.0006]
    v1014   1  0.0001  [0.0000, 0.0006]
    and 9980 more groups: --json, --out
  $ printf 'g,y\na,\na,1\nb,\n,\n' > thin.csv
  $ assay fairness dataset thin.csv --attribute g --label y
  Table       thin.csv  sha256:8e021eba952090abc839fe4f9646eb601d8df29c907113a7864e1d349fe88f69
  Counted     4 rows
  Asked       attributes g; label y; intervals of 95 %
  Family      3 tests; q by Benjamini-Hochberg
  
  By g: evenness 0.9183, most over least 2.0000; 1 unknown (0.2500); 0 of 3 groups empty
  
    group    n  share
    b        1  0.2500  [0.0456, 0.6994]
    a        2  0.5000  [0.1500, 0.8500]
    unknown  1  0.2500  [0.0456, 0.6994]
    undefined, nobody on a side has a label: a; b; unknown
