Whether groups get the places that their share would give: men before women in ten lists of eight.

  $ echo job,score,relevance,sex > jobs.csv
  $ for job in $(seq 10); do for i in $(seq 8); do
  >   echo job$job,$((90 - i * 10 + job)),$((i % 2)),$([ $i -le 4 ] && echo man || echo woman)
  > done; done >> jobs.csv
  $ printf ',50,1,man\njob1,,1,woman\n' >> jobs.csv
  $ assay fairness ranking jobs.csv --query job --score score --group sex --top 3 --relevance relevance --out out
  Table     jobs.csv  sha256:4de09e9bd9870129fc8ddef0aa7a80716addfb34226f095b5be0c693e45f4fa0
  Rows      80 in 10 queries; 2 left out: without a query or a place
  Asked     query job, by score score
  
  By sex: 2 groups; NDKL 0.4739
  
    group  candidates                         share   expected  ratio
    man    40          first 3                1.0000  0.5000    2.0000
    man    40          exposure               0.6479  0.5000    1.2959
    man    40          exposure by relevance  0.6479  0.5000    1.2959
    woman  40          first 3                0.0000  0.5000    0.0000
    woman  40          exposure               0.3521  0.5000    0.7041
    woman  40          exposure by relevance  0.3521  0.5000    0.7041
  
  Written   out/ranking.json, out/ranking.parquet
  $ assay fairness ranking jobs.csv --query job --score score --group sex --top 3 --relevance relevance --json | cmp - out/ranking.json
  $ grep -o '"schema":"[^"]*"' out/ranking.json; grep -o '"queries":[0-9]*' out/ranking.json | head -1
  "schema":"assay.fairness.ranking/1"
  "queries":10

Candidates of equal score share their places, in whatever order the table has them.

  $ (head -1 jobs.csv; sed 1d jobs.csv | awk -F, '$1 != "" && $2 != "" {print $1 "," int($2 / 40) "," $3 "," $4}') > ties.csv
  $ (head -1 ties.csv; sed 1d ties.csv | tac) > turned.csv
  $ for table in ties turned; do assay fairness ranking $table.csv --query job --score score --group sex --top 3 | sed '1,2d' > $table; done
  $ cat ties; cmp ties turned
  Asked     query job, by score score
  Ties      71 candidates in 10 queries have the score of another; each has the mean of their places; in 10 the first 3 end among them
  
  By sex: 2 groups; NDKL 0.3083
  
    group  candidates            share   expected  ratio
    man    40          first 3   0.8333  0.5000    1.6667
    man    40          exposure  0.6227  0.5000    1.2455
    woman  40          first 3   0.1667  0.5000    0.3333
    woman  40          exposure  0.3773  0.5000    0.7545

A rank instead of a score; draws are of queries, of which ten are too few for an interval.

  $ awk -F, '{print (NR == 1 ? "rank" : ($2 == "" ? "" : 100 - $2)) "," $0}' jobs.csv > ranks.csv
  $ assay fairness ranking ranks.csv --query job --rank rank --group sex --top 3 --bootstrap 100 | sed 1d
  Rows      80 in 10 queries; 2 left out: without a query or a place
  Asked     query job, by rank rank
  Drawn     100 draws of queries, seed 0: intervals of 95 %
  
  By sex: 2 groups; NDKL 0.4739
  
    group  candidates            share   expected  ratio
    man    40          first 3   1.0000  0.5000    2.0000    insufficient
    man    40          exposure  0.6479  0.5000    1.2959    insufficient
    woman  40          first 3   0.0000  0.5000    0.0000    insufficient
    woman  40          exposure  0.3521  0.5000    0.7041    insufficient

What cannot be audited is an error that says where and what to do.

  $ assay fairness ranking jobs.csv --query job --group sex
  assay: A0001: name either a --score or a --rank
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness ranking jobs.csv --query job --score sex --group sex
  assay: A0160: row 1: 'man' in column 'sex' is no number
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ assay fairness ranking jobs.csv --query job --score score --group sex --relevance sex
  assay: A0160: row 1: 'man' in column 'sex' is no number
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ (cat jobs.csv; echo job1,5,-1,man) > negative.csv
  $ assay fairness ranking negative.csv --query job --score score --group sex --relevance relevance
  assay: A0160: row 83: column 'relevance' says no relevance: a number from 0
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ head -1 jobs.csv > empty.csv
  $ assay fairness ranking empty.csv --query job --score score --group sex
  assay: A0160: the table has no rows
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ grep -E 'job,|,man' jobs.csv > men.csv
  $ assay fairness ranking men.csv --query job --score score --group sex
  assay: A0160: column 'sex' holds only 'man': there is nothing to compare
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ grep -E 'job,|job2,' jobs.csv > one.csv
  $ assay fairness ranking one.csv --query job --score score --group sex --bootstrap 9
  assay: A0160: queries are drawn: of a single one there is nothing to draw
    help: mend the table or the flags; docs/guide/audit-scores.md
  [2]
  $ assay fairness ranking jobs.csv --query job --score score --group sex --top 0
  assay: A0001: --top: Value 0 not in range 1 to 1000000
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
