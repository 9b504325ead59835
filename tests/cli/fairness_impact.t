Impact ratios as New York City's rules have them. The table: a line "sex race score n" becomes as many rows. Margins are those of the
rules' example of scoring rates; 36 people's race is unknown.

  $ table() { echo sex,race,score,hired; while read s r score n; do for i in $(seq $n); do echo "$s,$r,$score,$((score > 50))"; done; done | sed 's/,none,/,,/'; }
  $ cat > margins <<'EOT'
  > Male Hispanic 81 18
  > Male White 81 15
  > Male Black 81 16
  > Male NHPI 81 1
  > Female NHPI 81 4
  > Female Asian 81 10
  > Female none 81 20
  > Male Hispanic 20 10
  > Male White 20 25
  > Male Black 20 7
  > Female Black 20 9
  > Female NHPI 20 3
  > Female Asian 20 14
  > Female none 20 16
  > EOT
  $ table < margins > t.csv
  $ assay fairness impact t.csv --sex sex --race race --score score --out audit
  Table     t.csv  sha256:f8b11f25e849c6b1e7c79be3b71eabe55d2b27062d426d689156588ccf9e0a13
  Assessed  168 people; 0 more without score
  Rate      score above 50.5, the median of all assessed: 84; 0 have exactly it, and are not above
  
  By sex: 0 people unknown, in no category
  
    category  n   above  scoring rate  impact ratio  95 %          p     q
    Female    76  34     44.7%         0.82          [0.60, 1.12]  0.28  1
    Male      92  50     54.3%         1.00                                 highest
  
  By race: 36 people unknown, in no category
  
    category  n   above  scoring rate  impact ratio  95 %          p      q
    Asian     24  10     41.7%         0.65          [0.37, 1.12]  0.16   0.76  insufficient
    Black     32  16     50.0%         0.78          [0.50, 1.21]  0.31   1     insufficient
    Hispanic  28  18     64.3%         1.00                                     highest
    NHPI      8   5      62.5%         0.97          [0.53, 1.78]  1      1     insufficient
    White     40  15     37.5%         0.58          [0.36, 0.95]  0.048  0.34  insufficient
  
  By sex x race: 36 people unknown, in no category
  
    category          n   above  scoring rate  impact ratio  95 %  p     q
    Female, Asian     24  10     41.7%         0.42                0.44  1     insufficient
    Female, Black     9   0      0.0%          0.00                0.1   0.56  insufficient
    Female, Hispanic  0   0      -             -                               undefined
    Female, NHPI      7   4      57.1%         0.57                1     1     insufficient
    Female, White     0   0      -             -                               undefined
    Male, Asian       0   0      -             -                               undefined
    Male, Black       23  16     69.6%         0.70                1     1     insufficient
    Male, Hispanic    28  18     64.3%         0.64                1     1     insufficient
    Male, NHPI        1   1      100.0%        1.00                            highest, may be excluded
    Male, White       40  15     37.5%         0.38                0.39  1     insufficient
  
  Under four fifths of the highest: Asian (insufficient); Black (insufficient); White (insufficient); Female, Asian (insufficient); Female, Black (insufficient); Female, NHPI (insufficient); Male, Black (insufficient); Male, Hispanic (insufficient); Male, White (insufficient).
  For information (29 CFR 1607.4(D)): 6 RCNY 5-301 sets no limit. q counts all 56 pairs.
  
  Written   audit/impact.json, audit/impact.csv
  $ cat audit/impact.csv
  by,sex,race,n,k,rate,rate_low,rate_high,impact_ratio,ratio_low,ratio_high,p,q,state,exclusion
  sex,Female,,76,34,0.4473684210526316,0.34080658065172137,0.5589948493551351,0.8231578947368422,0.6023735098069217,1.1248650689914588,0.27786385543273756,1,ok,
  sex,Male,,92,50,0.5434782608695652,0.44199785570563255,0.6414733278347482,1,,,,,reference,
  race,,Asian,24,10,0.4166666666666667,0.24467602609811756,0.6116533413477124,0.6481481481481481,0.37469742006497175,1.1211607004794162,0.16281400291414033,0.7597986802659883,insufficient,
  race,,Black,32,16,0.5,0.33630882869327483,0.6636911713067252,0.7777777777777777,0.49940769289592796,1.211311479999572,0.3052303306083389,1,insufficient,
  race,,Hispanic,28,18,0.6428571428571429,0.4583030651442781,0.7929417049226233,1,,,,,reference,
  race,,NHPI,8,5,0.625,0.3057423946026273,0.8631557141764027,0.9722222222222221,0.5316512987779408,1.777887219603148,1,1,insufficient,
  race,,White,40,15,0.375,0.24222979167233272,0.5296756086269889,0.5833333333333333,0.35876664207699654,0.9484654866679303,0.047933755158343735,0.33553628610840613,insufficient,
  sex x race,Female,Asian,24,10,0.4166666666666667,0.24467602609811756,0.6116533413477124,0.4166666666666667,,,0.44,1,insufficient,
  sex x race,Female,Black,9,0,0,0,0.29914504841954404,0,,,0.09999999999999999,0.5599999999999999,insufficient,
  sex x race,Female,Hispanic,0,0,,,,,,,,,undefined,
  sex x race,Female,NHPI,7,4,0.5714285714285714,0.2504583645276572,0.8417801447485302,0.5714285714285714,,,1,1,insufficient,
  sex x race,Female,White,0,0,,,,,,,,,undefined,
  sex x race,Male,Asian,0,0,,,,,,,,,undefined,
  sex x race,Male,Black,23,16,0.6956521739130435,0.49134243731240806,0.84395975546786,0.6956521739130435,,,1,1,insufficient,
  sex x race,Male,Hispanic,28,18,0.6428571428571429,0.4583030651442781,0.7929417049226233,0.6428571428571429,,,1,1,insufficient,
  sex x race,Male,NHPI,1,1,1,0.20654931437723745,1,1,,,,,reference,
  sex x race,Male,White,40,15,0.375,0.24222979167233272,0.5296756086269889,0.375,,,0.39024390243902435,1,insufficient,
  $ assay fairness impact t.csv --sex sex --race race --score score --json | cmp - audit/impact.json
  $ assay fairness impact t.csv --sex sex --race race --selected hired | grep -e Rate -e White -e Female
  Rate      hired says yes
    Female    76  34        44.7%           0.82          [0.60, 1.12]  0.28  1
    White     40  15        37.5%           0.58          [0.36, 0.95]  0.048  0.34  insufficient
    Female, Asian     24  10        41.7%           0.42                0.44  1     insufficient
    Female, Black     9   0         0.0%            0.00                0.1   0.56  insufficient
    Female, Hispanic  0   0         -               -                               undefined
    Female, NHPI      7   4         57.1%           0.57                1     1     insufficient
    Female, White     0   0         -               -                               undefined
    Male, White       40  15        37.5%           0.38                0.39  1     insufficient
  Under four fifths of the highest: Asian (insufficient); Black (insufficient); White (insufficient); Female, Asian (insufficient); Female, Black (insufficient); Female, NHPI (insufficient); Male, Black (insufficient); Male, Hispanic (insufficient); Male, White (insufficient).

A small category may be left out, for a reason; it stays listed.

  $ assay fairness impact t.csv --sex sex --race race --score score --category-share 0.05 --exclude 'race=NHPI: eight people' | grep -e NHPI -e Hispanic -e counts
    Hispanic  28  18     64.3%         1.00                                     highest
    NHPI      8   5      62.5%         -                                        excluded: eight people
    Female, Hispanic  0   0      -             -                               undefined
    Female, NHPI      7   4      57.1%         0.57                1     1     insufficient, may be excluded
    Male, Hispanic    28  18     64.3%         0.64                1     1     insufficient
    Male, NHPI        1   1      100.0%        1.00                            highest, may be excluded
  Under four fifths of the highest: Asian (insufficient); Black (insufficient); White (insufficient); Female, Asian (insufficient); Female, Black (insufficient); Female, NHPI (insufficient); Male, Black (insufficient); Male, Hispanic (insufficient); Male, White (insufficient).
  For information (29 CFR 1607.4(D)): 6 RCNY 5-301 sets no limit. q counts all 52 pairs.
  $ assay fairness impact t.csv --sex sex --race race --score score --exclude 'race=NHPI: eight people'
  assay: A0160: race=NHPI has 8 of 168 people: only a category under 2 % may be excluded
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
  $ assay fairness impact t.csv --sex sex --race race --score score --category-share 0.05 --exclude 'race=NHPI:'
  assay: A0160: race=NHPI is excluded without a reason: write 'race=NHPI: REASON'
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
  $ assay fairness impact t.csv --sex sex --race race --score score --exclude 'race=NPHI: few'
  assay: A0160: no category 'race=NPHI'; did you mean 'race=NHPI'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]

What is no audit.

  $ assay fairness impact t.csv --sex sex --race race
  assay: A0001: name either a --selected or a --score
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness impact t.csv --sex sex --race race --score score --positive yes
  assay: A0001: a --positive is of --selected
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness impact t.csv --sex sex --race race --score race
  assay: A0160: sex, race and outcome are three columns
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
  $ assay fairness impact t.csv --sex sex --race sex --score score
  assay: A0160: sex, race and outcome are three columns
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
  $ assay fairness impact t.csv --sex sex --race rase --score score
  assay: A0160: t.csv: no column 'rase'; did you mean 'race'?
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
  $ assay fairness impact missing.csv --sex sex --race race --score score
  assay: A0401: reading missing.csv: No such file or directory
    help: check the path and its permissions
  [2]

Exactly the share is not under it.

  $ { echo sex,race,hired; for i in $(seq 100); do echo "$((i > 50 ? 1 : 0))x,$((i > 93 ? 1 : 0))y,$((i % 2))"; done; } > share.csv
  $ assay fairness impact share.csv --sex sex --race race --selected hired --category-share 0.07 --exclude 'race=1y: seven'
  assay: A0160: race=1y has 7 of 100 people: only a category under 7 % may be excluded
    help: mend the table or the flags, --positive says which value means yes; docs/guide/govern-a-hiring-tool.md
  [2]
