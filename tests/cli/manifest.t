What a manifest says is a declared licence; rows that name nothing, or something twice, are said.

  $ mkdir pictures && cp $EXAMPLES/blog/meadow.jpg pictures/a.jpg && cp $EXAMPLES/saved/umang.jpg pictures/b.jpg
  $ printf 'path,license,url\na.jpg,CC-BY-4.0,https://blog.example.com/a.jpg\nb.jpg,CC BY-NC 4.0,\n' > known.csv
  $ assay audit pictures --manifest known.csv --date 2026-01-15 --out out | sed -n '1,2p'
  $ assay explain b.jpg --workspace out/.assay | sed -n '1,2p'

  $ printf 'path,license\na.jpg,CC0-1.0\na.jpg,CC0-1.0\nmissing.jpg,CC0-1.0\n../../etc/passwd,CC0-1.0\n' > wrong.csv
  $ assay audit pictures --manifest wrong.csv --date 2026-01-15 --out out2 > /dev/null

  $ printf 'name of it,licence\na.jpg,CC0-1.0\n' > headless.csv
  $ assay audit pictures --manifest headless.csv --date 2026-01-15 --out out3
