What a plan with a sink says and does.

  $ assay build
  assay: A0001: PLAN is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay build nowhere.yaml
  assay: A0120: reading nowhere.yaml: No such file or directory
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nsource: {folder: pictures}\nsteps:\n  - transform: {resize: {fitt: 64}}\nsink: {folder: out}\n' > plan.yaml
  $ assay build plan.yaml
  assay: A0120: plan.yaml:4:26: unknown key 'fitt'; did you mean 'fit'?
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nsource: {folder: pictures}\nsteps:\n  - transform: {resize: {fit: 64}}\n  - split: {train: 9, test: 1}\nsink: {folder: out}\n' > plan.yaml
  $ assay build plan.yaml
  assay: A0100: $PWD/pictures: No such file or directory
    help: check the path and its permissions; a source is a folder, a media file, or a manifest (.csv .jsonl .parquet)
  [2]
  $ mkdir pictures
  $ assay build plan.yaml --dry-run
  For commercial-training in EU, by policy [0-9a-f]{64} (re)
  from  $PWD/pictures
  do    {"colour":"keep","resize":{"enlarge":false,"height_px":64,"mode":"fit","width_px":64}}
  into  folder $PWD/out
  Nothing was done.
  $ assay build plan.yaml
  assay: A0140: run 1 has allowed nothing that can be released
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]

What was not allowed yesterday may be today: the next build looks again.

  $ cp $EXAMPLES/formats/creek.avif pictures/
  $ assay build plan.yaml | grep -E '^  allow|^Release'
    allow 1  deny 0  review 0  dead 0
  Release out 1.0.0: 1 records in 3 files, 3245 bytes
  $ rm -r out
  $ assay audit --plan plan.yaml
  assay: A0120: this plan has a sink: run it with assay build
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nsource: {folder: pictures}\n' > audit.yaml
  $ assay build audit.yaml
  assay: A0120: this plan has no sink: run it with assay audit
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ mkdir out
  $ assay build plan.yaml
  assay: A0140: $PWD/out is there already, and is no release
    help: a release needs a run that has allowed something, an OUT that is not in use, and a name and version that are not taken; docs/guide/release.md
  [2]

A sample is exact where the plan says so; too many splits are refused before any picture is looked at.

  $ mkdir more && echo path,Class,Part > list.csv
  $ for i in $(seq 20); do cp $EXAMPLES/formats/creek.avif more/$i.avif; echo "$i.avif,class-$((i/15)),part$i" >> list.csv; done
  $ many() { printf 'assay: 1\nsource: {folder: more, manifest: list.csv, label: Class%s}\nsteps: [{transform: {resize: {fit: 8}}}%s]\nsink: {folder: %s}\n' "$1" "$2" "$3" > many.yaml; }
  $ many '' ', {sample: {count: 7}}' seven
  $ assay build many.yaml --fail-on never | grep -E '^Release|^Left'
  Release seven 1.0.0: 7 records in 9 files, 5605 bytes
  Left out  0 changed, 0 withdrawn, 13 not chosen
  $ many '' ', {sample: {share: 25%, by: label}}' quarter
  $ assay build many.yaml --fail-on never | grep -E '^Release|^Left'
  Release quarter 1.0.0: 5 records in 7 files, 4055 bytes
  Left out  0 changed, 0 withdrawn, 15 not chosen
  $ cat quarter/data/metadata.jsonl quarter/data/*/metadata.jsonl 2> /dev/null | grep -o '"label":"[^"]*"' | sort | uniq -c
        4 "label":"class-0"
        1 "label":"class-1"
  $ many ', split: Part' '' parts
  $ assay build many.yaml
  assay: A0110: column 'Part', row 17: the data name more than 16 splits, such as part1 and part17: 'split' of the source is another column, or the plan needs a step 'split'
    help: a manifest needs a header and a column that names files (path, file, filename, key …)
  [2]

A converter of the plan is looked for before anything is done.

  $ printf 'assay: 1\nsource: {folder: pictures}\nsteps:\n  - convert: {outcomes: [bomb], command: [cat]}\n' > bad.yaml && assay audit --plan bad.yaml
  assay: A0120: bad.yaml:4:25: an outcome to convert is one of unsupported, not_media, truncated, corrupt
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nsource: {folder: pictures}\nsteps:\n  - convert: {outcomes: [corrupt], command: [./none]}\n' > bad.yaml && assay audit --plan bad.yaml 2>&1 | sed 's#program .*/#program #'
  assay: A0120: convert: there is no program none
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
