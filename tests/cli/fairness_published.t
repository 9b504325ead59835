Can a published table be true? The bias audit example of New York's rules: one rate was cut, others were rounded.

  $ cat > ll144.csv <<'EOF'
  > block,label,n,rate,ratio
  > sex,Male,92,54.3%,1.00
  > sex,Female,76,44.7%,0.82
  > sex,Total,168,,
  > race,Hispanic,28,64.2%,1.00
  > race,White,40,37.5%,0.58
  > race,Black,32,50.0%,0.78
  > race,NHPI,8,62.5%,0.97
  > race,Asian,24,41.7%,0.65
  > race,Total,132,,
  > EOF
  $ assay fairness published ll144.csv
  Rows      7
  truncated 'Hispanic': 64.2% of 28 was cut off, other rates were rounded
  [1]
  $ assay fairness published ll144.csv --json
  {"findings":[{"problem":"truncated","rows":[4],"what":"'Hispanic': 64.2% of 28 was cut off, other rates were rounded"}],"rows":7,"schema":"assay.fairness.published/1"}
  [1]

A ratio that its rates do not have, groups that do not sum to the total, two rows that are copies.

  $ printf 'block,label,n,rate,ratio,selected\na,x,1000,.860,1.000,860\na,y,1000,.762,.866,762\na,total,2077,,,\nb,p,50,.5,1,25\nb,q,50,.5,1,25\n' > wrong.csv
  $ assay fairness published wrong.csv
  Rows      4
  ratio     'y': .762 over .860 is 0.886, the table says .866
  duplicate 'p' and 'q' have the same numbers
  sum       rows of 'a' sum to 2000, the table says 2077
  [1]
  $ printf 'block,label,n,rate\na,x,1000,.860\na,y,1000,.762\n' > good.csv; assay fairness published good.csv
  Rows      2
  Nothing contradicts itself.

What is no table of rates.

  $ printf 'label,n,rate\nx,many,.5\n' > bad.csv; assay fairness published bad.csv
  assay: A0160: row 1: n is no whole number: 'many'
    help: mend the table; docs/guide/audit-a-model.md shows what it holds
  [2]
  $ printf 'label,n,rate\nx,10,high\n' > bad.csv; assay fairness published bad.csv
  assay: A0160: row 1 ('x'): 'high' is no rate; write 54.3% or .543
    help: mend the table; docs/guide/audit-a-model.md shows what it holds
  [2]
  $ printf 'label,n,rate\ntotal,10,\n' > bad.csv; assay fairness published bad.csv
  assay: A0160: the table has no rows beside totals
    help: mend the table; docs/guide/audit-a-model.md shows what it holds
  [2]
  $ assay fairness published missing.csv
  assay: A0401: reading missing.csv: No such file or directory
    help: check the path and its permissions
  [2]
