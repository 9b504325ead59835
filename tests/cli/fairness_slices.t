For whom a model does worst. Women are treated as men and the night as the day; only women at night are not.

  $ printf 'men day 800 200\nmen night 160 40\nwomen day 800 200\nwomen night 100 100\n' > cells
  $ (echo sex,light,person,found; while read sex light found lost; do
  >   for i in $(seq $found); do echo "$sex,$light,1,1"; done; for i in $(seq $lost); do echo "$sex,$light,1,0"; done
  > done < cells; for i in $(seq 20); do echo "men,dusk,1,0"; done) > people.csv
  $ assay fairness slices people.csv --label person --prediction found --group sex --group light --metric tpr --out out
  Table     people.csv  sha256:c3bddfa7e8fb86a8ed2af8eacaee3d6251716b4d99fe944aa9b8940ec1863a1d
  Searched  8 slices of up to 2 columns for the worst tpr (lower is worse); 2 are too small, 0 repeat another
  Overall   1860/2420  0.7686
  
    worst first             k/n               all others         difference  simultaneous 95 %   p
    sex=women, light=night  100/200  0.5000   1760/2220  0.7928  -0.2928     [-0.3848, -0.2003]  0.001
    light=night             260/400  0.6500   1600/2020  0.7921  -0.1421     [-0.2093, -0.0788]  0.001
    sex=women               900/1200  0.7500  960/1220  0.7869   -0.0369     [-0.0809, +0.0073]  0.14   may be chance
    5 are not worse than the others
  
  Written   out/slices.json, out/slices.parquet
  $ assay fairness slices people.csv --label person --prediction found --group sex --group light --metric tpr --json | cmp - out/slices.json
  $ assay fairness slices people.csv --label person --prediction found --group sex --group light --metric tpr --seed 2 --replicates 5000 | sed -n '5,6p'
    worst first             k/n               all others         difference  simultaneous 95 %   p
    sex=women, light=night  100/200  0.5000   1760/2220  0.7928  -0.2928     [-0.3846, -0.2006]  0.0002

Nobody is worse than others where all are alike, and what is not asked for is not found.

  $ (echo a,y,p; for i in $(seq 50); do echo "x,1,1"; echo "x,1,0"; echo "z,1,1"; echo "z,1,0"; done) > even.csv
  $ assay fairness slices even.csv --label y --prediction p --group a
  Table     even.csv  sha256:518983a9b7593ab29b836ccffcba41804b0794ecfb69e9f11436d6248c9271f2
  Searched  2 slices of up to 2 columns for the worst accuracy (lower is worse); 0 are too small, 0 repeat another
  Overall   100/200  0.5000
  
    No slice is worse than the others.
    2 are not worse than the others
  $ assay fairness slices people.csv --label person --prediction found --group sex --metric fpr
  Table     people.csv  sha256:c3bddfa7e8fb86a8ed2af8eacaee3d6251716b4d99fe944aa9b8940ec1863a1d
  Searched  0 slices of up to 2 columns for the worst fpr (higher is worse); 2 are too small, 0 repeat another
  Overall   0/0  -
  
    Insufficient: no slice has 30 rows in the denominator, and as many others

Bad input.

  $ assay fairness slices people.csv --label person --prediction found --group sax
  assay: A0160: people.csv: no column 'sax'; did you mean 'sex'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/find-the-worst-slice.md
  [2]
  $ assay fairness slices people.csv --label person --group sex
  assay: A0001: name either a --prediction or a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness slices people.csv --label person --prediction found --group sex --metric tpx
  assay: A0001: no metric 'tpx'; did you mean 'tpr'?
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness slices people.csv --label person --prediction found --threshold 0.5 --group sex
  assay: A0001: a --threshold is a finite number, of a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness slices people.csv --label light --prediction found --group sex
  assay: A0160: column 'light' holds 'day', 'dusk', 'night', not 0 and 1 or false and true: name the positive value
    help: mend the table or the flags, --positive says which value means yes; docs/guide/find-the-worst-slice.md
  [2]
