The example folder: the summary on the screen is the report in short. The date is the policy's only clock.

  $ assay audit $EXAMPLES --purpose commercial-training --jurisdiction EU --date 2026-01-15 --out out
  For commercial-training in EU on 2026-01-15: 28 records
    allow 13  deny 4  review 7  dead 4
  Reasons:
         15  licence.open
          6  licence.none
          1  licence.contradiction
          1  licence.folder_only
          1  licence.noncommercial
          1  licence.reserved
          1  optout.c2pa
          1  optout.plus
          1  privacy.gps
          1  privacy.owner
          1  privacy.serial
          1  privacy.thumbnail
          1  dead: bomb
          1  dead: empty
          1  dead: not_media
          1  dead: truncated
  Digest  [0-9a-f]{64} (re)
  Ledger  30 entries, root \S{44} (re)
  Key     assay\.local/\S+ (re)
  Report  $PWD/out/report.html
  [1]

Nothing is forgotten: every part adds up to what was seen.

  $ python3 - <<'PY'
  > import json
  > a = json.load(open("out/report.json"))["accounting"]
  > print(a, a["seen"] == a["allow"] + a["deny"] + a["review"] + a["dead"] + a["pending"])
  > PY
  {'allow': 13, 'dead': 4, 'deny': 4, 'pending': 0, 'review': 7, 'seen': 28} True

What an audit leaves behind.

  $ ls -A out
  .assay
  decisions.parquet
  facts.parquet
  records.parquet
  report.html
  report.json

The number of workers changes nothing.

  $ assay audit $EXAMPLES --date 2026-01-15 --out one --jobs 1 --json > one.json
  [1]
  $ assay audit $EXAMPLES --date 2026-01-15 --out three --jobs 3 --json > three.json
  [1]
  $ python3 -c 'import json; print(*(json.load(open(f))["digest"] == json.load(open("out/report.json"))["digest"] for f in ("one.json", "three.json")))'
  True True

--fail-on decides what the exit code calls a failure, never what the report says.

  $ assay audit $EXAMPLES/museum --date 2026-01-15 --out m1 --quiet > /dev/null
  [1]
  $ assay audit $EXAMPLES/museum --date 2026-01-15 --out m2 --quiet --fail-on deny > /dev/null
  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out m3 --quiet --fail-on deny > /dev/null
  [1]
  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out m4 --quiet --fail-on never > /dev/null
