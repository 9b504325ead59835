Whom a detector misses, by group. 40 pictures by day and 40 by night, each with a dark and a light face; by night every second dark one
is missed, and every fourth picture has a detection where nothing is. One more picture has no box at all.

  $ echo image,xmin,ymin,xmax,ymax,skin,crowd > truth.csv; echo image,xmin,ymin,xmax,ymax,score > found.csv; echo image,night > pictures.csv
  $ for i in $(seq 80); do
  >   night=$((i > 40)); echo p$i,$night >> pictures.csv
  >   echo p$i,0,0,10,10,dark,0 >> truth.csv; echo p$i,20,0,30,10,light,0 >> truth.csv
  >   echo p$i,20,0,30,9,0.9 >> found.csv
  >   [ $night = 1 ] && [ $((i % 2)) = 1 ] || echo p$i,0,0,10,9,0.8 >> found.csv
  >   [ $night = 1 ] && [ $((i % 4)) = 1 ] && echo p$i,60,60,70,70,0.3 >> found.csv
  > done; echo empty,fog >> pictures.csv
  $ edges=xmin,ymin,xmax,ymax
  $ assay fairness detection truth.csv found.csv --pictures pictures.csv --image image --box $edges --score score --ignore crowd --group skin --picture-group night --reference skin=light --reference night=0 --out out
  Truth       truth.csv  sha256:dadc93546d4b4d5b1a8cb6791f0adab65e3ad9bbb04a4e9c1ae3e41d9dbab696
  Detections  found.csv  sha256:ce0c4f0c3376654d2b1846ef311069d9feb07e0836d3d928ca3fee3c91e2aa90
  Pictures    pictures.csv  sha256:4b719f7e2a624c9fc006d1beb19b39048d43688829e872f567da844aa03e512e
  Counted     160 boxes in 81 pictures; 150 detections
  Family      5 tests: recall fp_per_picture; q by Benjamini-Hochberg; intervals of 95 %
  
    IoU  class  found/boxes  recall  precision  false  per picture
    0.5  all    140/160      0.8750  0.9333     10     0.1235
  
  Boxes by skin: 2 groups; reference light (as named)
  
    group  IoU  found/n  recall                    difference                        ratio  q
    light  0.5  80/80    1.0000  [0.9542, 1.0000]                                                    reference
    dark   0.5  60/80    0.7500  [0.6452, 0.8319]  -0.2500     [-0.3548, -0.1561]    0.750  1.2e-06
  
  Boxes by night: 3 groups; reference 0 (as named)
  
    group  IoU  found/n  recall                    difference                        ratio  q
    0      0.5  80/80    1.0000  [0.9542, 1.0000]                                                    reference
    1      0.5  60/80    0.7500  [0.6452, 0.8319]  -0.2500     [-0.3548, -0.1561]    0.750  1.2e-06
    fog    0.5  0/0      -                                                                           undefined
  
  False positives of pictures by night: 3 groups; reference 0 (as named)
  
    group  IoU  false/n  per picture                    difference      ratio  q
    0      0.5  0/40     0.0000       [0.0000, 0.0922]                                 reference
    1      0.5  10/40    0.2500       [0.1199, 0.4598]  +0.2500                0.0033
    fog    0.5  0/1      0.0000       [0.0000, 3.6889]  +0.0000                1       insufficient
  
  Written     out/detection.json, out/detection.parquet

A score and several IoU; a crowd excuses what lies on it, and counts as nothing.

  $ echo p1,50,50,90,90,dark,1 >> truth.csv
  $ assay fairness detection truth.csv found.csv --image image --box $edges --score score --ignore crowd --group skin --iou 0.5 --iou 0.95 --min-score 0.5 | sed -n '3,12p'
  Counted     160 boxes in 80 pictures that TRUTH names: those without a box want --pictures; 140 detections
  Left out    ignored boxes: 1
  Left out    detections under --min-score: 10
  Family      2 tests: recall; q by Benjamini-Hochberg; intervals of 95 %
  
    IoU   class  found/boxes  recall  precision  false  per picture
    0.5   all    140/160      0.8750  1.0000     0      0.0000
    0.95  all    0/160        0.0000  0.0000     140    1.7500
  
  Boxes by skin: 2 groups; reference dark (the largest)

Pictures without a table of them: their groups are columns of the truth. Boxes of a picture fail together, so pictures are drawn.

  $ awk -F, 'NR == FNR {night[$1] = $2; next} FNR == 1 {print $0 ",night"; next} {print $0 "," night[$1]}' pictures.csv truth.csv > one.csv
  $ assay fairness detection one.csv found.csv --image image --box $edges --score score --ignore crowd --group skin --picture-group night --reference skin=light --reference night=0 --bootstrap 500 --seed 3 | sed -n '3p;6p;/^Boxes by skin/,$p'
  Counted     160 boxes in 80 pictures that TRUTH names: those without a box want --pictures; 150 detections
  Bootstrap   500 draws of 80 pictures, seed 3
  Boxes by skin: 2 groups; reference light (as named)
  
    group  IoU  found/n  recall                    difference                      drawn               ratio  q
    light  0.5  80/80    1.0000  [0.9542, 1.0000]                                                                      reference
    dark   0.5  60/80    0.7500  [0.6452, 0.8319]  -0.2500     [-0.3548, -0.1561]  [-0.3375, -0.1625]  0.750  7.4e-07
  
  Boxes by night: 2 groups; reference 0 (as named)
  
    group  IoU  found/n  recall                    difference                      drawn               ratio  q
    0      0.5  80/80    1.0000  [0.9542, 1.0000]                                                                      reference
    1      0.5  60/80    0.7500  [0.6452, 0.8319]  -0.2500     [-0.3548, -0.1561]  [-0.3316, -0.1763]  0.750  7.4e-07
  
  False positives of pictures by night: 2 groups; reference 0 (as named)
  
    group  IoU  false/n  per picture                    difference    drawn               ratio  q
    0      0.5  0/40     0.0000       [0.0000, 0.0922]                                                  reference
    1      0.5  10/40    0.2500       [0.1199, 0.4598]  +0.2500       [+0.1429, +0.3956]         0.002
  $ assay fairness detection one.csv found.csv --image image --box $edges --score score --group skin --picture-group night --intersections 2 --json | grep -o '"by":\[[^]]*\]'
  "by":["skin"]
  "by":["night"]
  "by":["skin","night"]
  "by":["night"]

The document and the table hold the same, and are canonical.

  $ assay fairness detection truth.csv found.csv --pictures pictures.csv --image image --box $edges --score score --group skin --picture-group night --json > all.json
  $ grep -o '"schema":"[^"]*"' all.json; grep -o '"counts":{[^}]*}' all.json; ls out; head -c 4 out/detection.parquet; echo
  "schema":"assay.fairness.detection/1"
  "counts":{"below_min_score":0,"boxes":161,"clusters":81,"detections":150,"ignored_boxes":0,"of_other_classes":0,"pictures":81}
  detection.json
  detection.parquet
  PAR1

What cannot be audited is an error that says where and what to do.

  $ ask() { assay fairness detection "$1" "$2" --image image --box $edges --score score --group skin "${@:3}"; }
  $ ask truth.csv found.csv --class class
  assay: A0165: truth.csv: no column 'class'; did you mean 'crowd'?
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ (head -2 found.csv; echo lost,0,0,1,1,0.5) > lost.csv; ask truth.csv lost.csv
  assay: A0165: lost.csv: row 2: picture 'lost' is in neither the ground truth nor a table of pictures
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ (head -2 truth.csv; echo p1,4,0,4,9,dark,0) > flat.csv; ask flat.csv found.csv
  assay: A0165: flat.csv: row 2: a box from x 4 to 4 and y 0 to 9 has no area
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ (head -2 found.csv; echo p1,0,0,1,1,high) > high.csv; ask truth.csv high.csv
  assay: A0165: high.csv: row 2: 'high' in column 'score' is no number
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ sed 2d pictures.csv > fewer.csv; ask truth.csv found.csv --pictures fewer.csv
  assay: A0165: truth.csv: row 1: the table of pictures has no 'p1'
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ head -3 truth.csv > same.csv; head -1 found.csv > none.csv; sed 's/light/dark/' same.csv > dark.csv; ask dark.csv none.csv
  assay: A0165: column 'skin' holds only 'dark': there is nothing to compare
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ ask truth.csv found.csv --reference brown
  assay: A0165: no group of 'skin' 'brown'; did you mean 'dark'?
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ ask truth.csv found.csv --iou 1.5
  assay: A0001: an IoU is above 0 and at most 1
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ sed 's/,1$/,2/; s/^p1,50.*/p1,0,0,9,9,dark,some/' truth.csv > some.csv; ask some.csv found.csv --ignore crowd
  assay: A0165: some.csv: row 161: 'some' in column 'crowd' is not 0 or 1
    help: mend the named row or the flags; --pictures names pictures without boxes; docs/guide/audit-a-detector.md
  [2]
  $ assay fairness detection truth.csv found.csv --image image --box xmin,ymin,xmax --score score --group skin
  assay: A0001: --box names four columns: xmin,ymin,xmax,ymax
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness detection truth.csv found.csv --image image --box $edges --score score
  assay: A0001: name a --group of boxes or a --picture-group
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ ask nowhere.csv found.csv
  assay: A0401: reading nowhere.csv: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness detection truth.csv found.csv --image image --box $edges --score score --group skin --cluster image
  assay: A0001: clusters are drawn: a --cluster needs a --bootstrap
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
