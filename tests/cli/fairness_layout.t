Known data sets by their own files. UTKFace says age, gender and race in the names of its files; a folder is listed, no file is opened.

  $ mkdir -p faces/part1 && cd faces
  $ for i in 1 2 3; do touch part1/2${i}_0_1_2017010900000000$i.jpg 6${i}_1_0_2017010900000000$i.jpg.chip.jpg; done
  $ touch _1_0_20170109000000007.jpg README ._61_1_0_1.jpg && cd ..
  $ assay fairness dataset faces --layout utkface
  Source      faces  sha256:6b91899f95e6b2fa7c26d80d917738997847f1ce5b397ef9bac285e033679a11
  Layout      utkface: the names of 7 pictures; 2 other files were not counted
  Labels      perceived: estimated from the picture by a program, checked by an annotator
  Counted     7 assets
  Asked       attributes age_band, gender, race; intervals of 95 %
  
  By gender: evenness 0.9852, most over least 1.3333; 0 unknown (0.0000); 0 of 2 groups empty
  
    group   n  share
    male    3  0.4286  [0.1582, 0.7495]
    female  4  0.5714  [0.2505, 0.8418]
  
  By race: evenness 0.9852, most over least 1.3333; 0 unknown (0.0000); 0 of 2 groups empty
  
    group  n  share
    Black  3  0.4286  [0.1582, 0.7495]
    White  4  0.5714  [0.2505, 0.8418]
  
  By age_band: evenness 1.0000, most over least 1.0000; 1 unknown (0.1429); 0 of 3 groups empty
  
    group    n  share
    21-30    3  0.4286  [0.1582, 0.7495]
    61-70    3  0.4286  [0.1582, 0.7495]
    unknown  1  0.1429  [0.0257, 0.5131]

What was counted can be said again by other tools.

  $ find faces -name '[^.]*.jpg' -printf '%P\0' | LC_ALL=C sort -z | sha256sum | cut -c1-16
  6b91899f95e6b2fa
  $ assay fairness dataset faces --layout utkface --attribute gender --label race --reference male --json --out out > printed.json
  $ assay fairness report out/dataset.json --out page.html && grep -o '<h1><bdi>[^<]*' page.html
  Written   page.html
  <h1><bdi>faces
  $ cmp printed.json out/dataset.json
  $ grep -o '"source":{.*},"table":null,"unit":"[a-z]*"' out/dataset.json
  "source":{"bands":null,"digest":"sha256:6b91899f95e6b2fa7c26d80d917738997847f1ce5b397ef9bac285e033679a11","digest_of":"names","files":7,"labels":{"basis":"perceived","by":"estimated from the picture by a program, checked by an annotator"},"layout":"utkface","name":"faces","other_files":2},"table":null,"unit":"asset"

FairFace and CelebA by their lists; a list may also be JSON Lines or Parquet.

  $ printf 'file,age,gender,race,service_test\ntrain/1.jpg,50-59,Male,East Asian,True\ntrain/2.jpg,30-39,Female,Indian,False\ntrain/3.jpg,,Female,Indian,False\n' > fairface_label_train.csv
  $ assay fairness dataset fairface_label_train.csv --layout fairface --intersections 2 | grep -A6 -E '^(Source|By age_band:|By gender x race)'
  Source      fairface_label_train.csv  sha256:0f122b8c8e0be16520cb44780554cc1cfb63f204fca63b71583c1e58512f4106
  Layout      fairface
  Labels      perceived: crowd workers looking at the picture, two of three agreeing
  Counted     3 assets
  Asked       attributes age_band, gender, race; intervals of 95 %
  
  By gender x race: evenness 0.4591, most over least inf; 0 unknown (0.0000); 2 of 4 groups empty
  
    group             n  share
    Male, East Asian  1  0.3333  [0.0615, 0.7923]
    Female, Indian    2  0.6667  [0.2077, 0.9385]
    missing, nobody is: Female, East Asian; Male, Indian
  
  --
  By age_band: evenness 1.0000, most over least 1.0000; 1 unknown (0.3333); 0 of 3 groups empty
  
    group    n  share
    30-39    1  0.3333  [0.0615, 0.7923]
    50-59    1  0.3333  [0.0615, 0.7923]
    unknown  1  0.3333  [0.0615, 0.7923]
  $ printf '3\nMale Smiling Young\n000001.jpg -1  1  1\n000002.jpg  1 -1  1\n000003.jpg -1 -1  1\n' > list_attr_celeba.txt
  $ assay fairness dataset list_attr_celeba.txt --layout celeba --label Smiling | sed -n 2,5p
  Layout      celeba
  Labels      perceived: a labelling company looking at the picture
  Counted     3 assets
  Asked       attributes Male, Young; label Smiling; intervals of 95 %
  $ printf 'image_id,Male,Smiling,Young\n000001.jpg,-1,1,1\n000002.jpg,1,-1,1\n000003.jpg,-1,-1,1\n' > attr.csv
  $ assay fairness dataset attr.csv --layout celeba --label Smiling | sed 1d > table.txt
  $ assay fairness dataset list_attr_celeba.txt --layout celeba --label Smiling | sed 1d | cmp - table.txt

Boxes: what is counted is a region, and where it lies is a band.

  $ printf 'ImageID,LabelName,XMin,XMax,YMin,YMax,IsOccluded,IsDepiction\na,/m/01g317,0.25,0.75,0.25,0.75,0,0\na,/m/0199g,0,0.05,0,0.05,1,-1\nb,/m/0199g,0.4,0.5,0.4,0.6,1,0\n' > boxes.csv
  $ assay fairness dataset boxes.csv --layout openimages | grep -A6 -E '^(Source|By (box|depic))'
  Source      boxes.csv  sha256:a8de25045f71562ff9442861cb48e4c540dfd45b52823433ea676d4598890135
  Layout      openimages
  Labels      annotated: annotators drawing boxes; some boxes proposed by a program
  Counted     3 regions
  Asked       attributes category, box_area, box_centre_distance, occluded, depiction; intervals of 95 %
  
  By category: evenness 0.9183, most over least 2.0000; 0 unknown (0.0000); 0 of 2 groups empty
  --
  By box_centre_distance: evenness 0.9183, most over least 2.0000; 0 unknown (0.0000); 0 of 2 groups empty
  
    group   n  share
    edge    1  0.3333  [0.0615, 0.7923]
    centre  2  0.6667  [0.2077, 0.9385]
  
  By occluded: evenness 0.9183, most over least 2.0000; 0 unknown (0.0000); 0 of 2 groups empty
  --
  By box_area: evenness 1.0000, most over least 1.0000; 0 unknown (0.0000); 0 of 3 groups empty
  
    group   n  share
    large   1  0.3333  [0.0615, 0.7923]
    medium  1  0.3333  [0.0615, 0.7923]
    small   1  0.3333  [0.0615, 0.7923]
  
  By depiction: evenness -, most over least 1.0000; 1 unknown (0.3333); 0 of 2 groups empty
  
    group    n  share
    no       2  0.6667  [0.2077, 0.9385]
    unknown  1  0.3333  [0.0615, 0.7923]
  $ cat > instances.json <<'EOJ'
  > {"images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
  >  "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [304, 224, 31, 32], "iscrowd": 0},
  >                  {"id": 2, "image_id": 1, "category_id": 2, "bbox": [0, 0, 320, 320], "iscrowd": 0}],
  >  "categories": [{"id": 1, "name": "cup"}, {"id": 2, "name": "person"}]}
  > EOJ
  $ assay fairness dataset instances.json --layout coco --attribute category --attribute box_area --intersections 2 | grep -A7 '^By category x'
  By category x box_area: evenness 0.5000, most over least inf; 0 unknown (0.0000); 2 of 4 groups empty
  
    group          n  share
    cup, small     1  0.5000  [0.0945, 0.9055]
    person, large  1  0.5000  [0.0945, 0.9055]
    missing, nobody is: cup, large; person, small
  
  By category: evenness 1.0000, most over least 1.0000; 0 unknown (0.0000); 0 of 2 groups empty

What cannot be read is an error that says where.

  $ assay fairness dataset faces --layout utkfaces
  assay: A0162: no layout 'utkfaces'; did you mean 'utkface'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset faces --layout utkface --attribute sex
  assay: A0162: faces: no attribute 'sex'; did you mean 'race'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset faces --layout utkface --label sex
  assay: A0162: no attribute 'sex'; did you mean 'race'?
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset faces --layout utkface --count age_band
  assay: A0001: a --count is of a table
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay fairness dataset faces --layout utkface --reference male
  assay: A0001: a --reference is of a --label, --rate or --measure
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ mkdir empty && assay fairness dataset empty --layout utkface
  assay: A0162: no file below empty ends in .jpg, .jpeg or .png
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ mkdir cats && touch cats/cat.jpg && assay fairness dataset cats --layout utkface
  assay: A0162: cats: no name of a picture says anything: UTKFace's are [age]_[gender]_[race]_[date&time].jpg
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset boxes.csv --layout utkface
  assay: A0162: boxes.csv is no folder
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset none --layout utkface
  assay: A0401: listing none: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness dataset none.json --layout coco
  assay: A0401: reading none.json: No such file or directory
    help: check the path and its permissions
  [2]
  $ assay fairness dataset faces --layout fairface
  assay: A0162: 'faces' is no file of fairface: it must end in .csv, .jsonl or .parquet
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ mkdir folder.csv && assay fairness dataset folder.csv --layout fairface
  assay: A0162: folder.csv is no regular file
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset boxes.csv --layout fairface
  assay: A0162: boxes.csv: there is no column 'file'
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset boxes.csv --layout coco
  assay: A0162: 'boxes.csv' is no file of coco: it must end in .json
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ head -c 300 instances.json > cut.json && assay fairness dataset cut.json --layout coco
  assay: A0162: cut.json: a syntax error at byte 301
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ sed 's/0.25,0.75/0.25,1.75/' boxes.csv > wrong.csv && assay fairness dataset wrong.csv --layout openimages
  assay: A0162: wrong.csv: row 1: 'XMax' must be a number from 0 to 1
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ sed 1s/3/4/ list_attr_celeba.txt > wrong.txt && assay fairness dataset wrong.txt --layout celeba
  assay: A0162: wrong.txt: line 1 says '4' pictures, but there are 3
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ (printf image_id; seq -f ',a%.0f' 17 | tr -d '\n'; printf '\n1.jpg'; seq 17 | sed 's/.*/,1/' | tr -d '\n'; echo) > wide.csv
  $ assay fairness dataset wide.csv --layout celeba
  assay: A0162: wide.csv: there are more than 16 attributes: name some of 'a1', 'a10', 'a11', 'a12', 'a13', 'a14', 'a15', 'a16', 'a17', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9'
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ head -1 boxes.csv > none.csv && assay fairness dataset none.csv --layout openimages
  assay: A0162: none.csv lists nothing
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset faces/ --layout utkface --attribute "$(printf '\377')"
  assay: A0162: the name of an attribute is not UTF-8
    help: mend the table, the population or the flags; docs/guide/audit-a-data-set.md
  [2]
  $ assay fairness dataset faces/ --layout utkface | head -1
  Source      faces  sha256:6b91899f95e6b2fa7c26d80d917738997847f1ce5b397ef9bac285e033679a11
