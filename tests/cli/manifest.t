What a manifest says is a declared licence; rows that name nothing, or something twice, are said.

  $ mkdir pictures && cp $EXAMPLES/blog/meadow.jpg pictures/a.jpg && cp $EXAMPLES/saved/umang.jpg pictures/b.jpg
  $ printf 'path,license,url\na.jpg,CC-BY-4.0,https://blog.example.com/a.jpg\nb.jpg,CC BY-NC 4.0,\n' > known.csv
  $ assay audit pictures --manifest known.csv --date 2026-01-15 --out out | sed -n '1,2p'
  For commercial-training in EU on 2026-01-15: 2 records
    allow 0  deny 1  review 1  dead 0
  $ assay explain b.jpg --workspace out/.assay | sed -n '1,2p'
  b.jpg
  verdict   deny  for commercial-training in EU on 2026-01-15

  $ printf 'path,license\na.jpg,CC0-1.0\na.jpg,CC0-1.0\nmissing.jpg,CC0-1.0\n../../etc/passwd,CC0-1.0\n' > wrong.csv
  $ assay audit pictures --manifest wrong.csv --date 2026-01-15 --out out2 > /dev/null
  assay: A0111: wrong.csv row 2: names 'a.jpg' again, as row 1 did
  assay: A0111: 1 rows of the manifest are wrong
    help: mend or delete the named rows; all other records were audited
  [2]

  $ printf 'name of it,licence\na.jpg,CC0-1.0\n' > headless.csv
  $ assay audit pictures --manifest headless.csv --date 2026-01-15 --out out3
  assay: A0110: headless.csv has no column that names a file (one of path, file, filename, file_name, filepath, file_path, key, image)
    help: a manifest needs a header and a column that names files (path, file, filename, key …)
  [2]
