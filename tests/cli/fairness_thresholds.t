What a threshold for each group would change. The table: a line "sex score qualified not" becomes as many rows, every other one held out.

  $ printf 'men 0.8 60 20\nmen 0.4 20 60\nwomen 0.6 60 20\nwomen 0.2 20 60\n' > cells
  $ awk 'BEGIN {print "sex,score,qualified,test"} {for (i = 0; i < $3; i++) print $1 "," $2 ",1," i % 2; for (i = 0; i < $4; i++) print $1 "," $2 ",0," i % 2}' cells > t.csv
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint equalized_odds --holdout test --threshold 0.7
  Table     t.csv  sha256:ca4e86f65bc1ea26d633fca1e734591dbb2a5c41af6909b59e4dfb723691044e
  Rows      160 fitted, 160 held out
  Held out  by test
  Asked     equalized_odds with the best accuracy; one threshold for all: yes from 0.7
  
    sex    fitted  held out  rule
    men    80      80        yes from 0.8
    women  80      80        yes from 0.6
  
    held out                       one threshold             by group
    accuracy                       0.6250  [0.5479, 0.6963]  0.7500  [0.6776, 0.8107]
    ppv                            0.7500  [0.5981, 0.8581]  0.7500  [0.6452, 0.8319]
    balanced_accuracy              0.6250                    0.7500
    demographic parity difference  0.5000                    0.0000
    equalized odds difference      0.7500                    0.0000
    equal opportunity difference   0.7500                    0.0000
    predictive parity difference   undefined                 0.0000
    men selection_rate             0.5000  [0.3930, 0.6070]  0.5000  [0.3930, 0.6070]
    men tpr                        0.7500  [0.5981, 0.8581]  0.7500  [0.5981, 0.8581]
    men fpr                        0.2500  [0.1419, 0.4019]  0.2500  [0.1419, 0.4019]
    women selection_rate           0.0000  [0.0000, 0.0458]  0.5000  [0.3930, 0.6070]
    women tpr                      0.0000  [0.0000, 0.0876]  0.7500  [0.5981, 0.8581]
    women fpr                      0.0000  [0.0000, 0.0876]  0.2500  [0.1419, 0.4019]
  
  Warning   thresholds by group need the group of every person at the time of the decision
  Warning   they treat people of different groups differently, which may be unlawful: ask a lawyer first

Where the score tells less of a group, the others are held back: by lots, which the seed draws.

  $ sed 's/^women 0.6.*/women 0.6 45 35/; s/^women 0.2.*/women 0.2 35 45/' cells > less
  $ awk 'BEGIN {print "sex,score,qualified,test"} {for (i = 0; i < $3; i++) print $1 "," $2 ",1," i % 2; for (i = 0; i < $4; i++) print $1 "," $2 ",0," i % 2}' less > less.csv
  $ assay fairness thresholds less.csv --label qualified --score score --group sex --constraint equalized_odds --holdout test --seed 1 | grep -E 'rule|from|tpr|fpr'
  Asked     equalized_odds with the best accuracy; one threshold for all: yes from 0.6
    sex    fitted  held out  rule
    men    80      80        by a lot with 0.6739, then yes with 0.4390; else yes from 0.8 with 0.7480, yes from 0.4 with 0.2520
    women  82      78        yes from 0.6
    men tpr                        0.7500  [0.5981, 0.8581]  0.5750  [0.4220, 0.7149]
    men fpr                        0.2500  [0.1419, 0.4019]  0.4250  [0.2851, 0.5780]
    women tpr                      0.5641  [0.4098, 0.7070]  0.5641  [0.4098, 0.7070]
    women fpr                      0.4359  [0.2930, 0.5902]  0.4359  [0.2930, 0.5902]
  $ assay fairness thresholds less.csv --label qualified --score score --group sex --constraint equal_opportunity --holdout test --seed 1 | grep -E 'rule|from|tpr'
  Asked     equal_opportunity with the best accuracy; one threshold for all: yes from 0.6
    sex    fitted  held out  rule
    men    80      80        yes from 0.8
    women  82      78        yes from 0.6 with 0.5694, yes from 0.2 with 0.4306
    men tpr                        0.7500  [0.5981, 0.8581]  0.7500  [0.5981, 0.8581]
    women tpr                      0.5641  [0.4098, 0.7070]  0.6923  [0.5358, 0.8143]

Held out by lot: the same rows for the same seed; the document says what the text says.

  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --holdout-share 0.3 --seed 5 | sed -n '2,4p'
  Rows      236 fitted, 84 held out
  Held out  by lot, a share of 0.3, seed 5
  Asked     fpr_parity with the best accuracy; one threshold for all: yes from 0.6
  $ for seed in 5 5 6; do assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --seed $seed --json; done | uniq | wc -l
  2
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint equalized_odds --holdout test --json | grep -o '"groups":\[{"fitted.*"holdout":{[^}]*}\|"warnings":.*'
  "groups":[{"fitted":80,"group":["men"],"held_out":80,"rule":{"lot":0,"lot_yes":0,"thresholds":[{"chance":1,"threshold":0.8}]}},{"fitted":80,"group":["women"],"held_out":80,"rule":{"lot":0,"lot_yes":0,"thresholds":[{"chance":1,"threshold":0.6}]}}],"holdout":{"column":"test","seed":0,"share":null}
  "warnings":["thresholds by group need the group of every person at the time of the decision","they treat people of different groups differently, which may be unlawful: ask a lawyer first"]}

What cannot be done is an error that says why.

  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint equal_odds
  assay: A0001: no constraint 'equal_odds'; did you mean 'equalized_odds'?
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --objective f1
  assay: A0001: no objective 'f1'; did you mean 'accuracy'?
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness thresholds t.csv --label qualified --score sex --group test --constraint fpr_parity
  assay: A0160: row 1: 'men' in column 'sex' is no number
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness thresholds t.csv --label qualified --score score --group score --constraint fpr_parity
  assay: A0160: column 'score' is named twice
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness thresholds t.csv --label qualified --score points --group sex --constraint fpr_parity
  assay: A0160: t.csv: no column 'points'; did you mean 'test'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --holdout-share 1.5
  assay: A0160: the share of rows that is held out lies between 0 and 1
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --threshold inf
  assay: A0001: a --threshold is a finite number
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness thresholds t.csv --label qualified --score score --group sex --constraint fpr_parity --holdout score
  assay: A0160: column 'score' is named twice
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ (cat t.csv; echo ',0.5,1,0') > one.csv; assay fairness thresholds one.csv --label qualified --score score --group sex --constraint fpr_parity --holdout test
  assay: A0160: group 'unknown' has no negative labels among the rows that thresholds are fitted to: another seed or share held out, or more rows
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
  $ grep -v women t.csv > men.csv; assay fairness thresholds men.csv --label qualified --score score --group sex --constraint fpr_parity
  assay: A0160: there is one group: there is nothing to compare
    help: mend the table or the flags, --positive says which value means yes; docs/guide/mend-a-gap.md
  [2]
