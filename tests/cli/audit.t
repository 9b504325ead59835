The example folder: the summary on the screen is the report in short. The date is the policy's only clock.

  $ assay audit $EXAMPLES --purpose commercial-training --jurisdiction EU --date 2026-01-15 --out out

Nothing is forgotten: every part adds up to what was seen.

  $ python3 - <<'PY'
  > import json
  > a = json.load(open("out/report.json"))["accounting"]
  > print(a, a["seen"] == a["allow"] + a["deny"] + a["review"] + a["dead"] + a["pending"])
  > PY

What an audit leaves behind.

  $ ls -A out

The number of workers changes nothing.

  $ assay audit $EXAMPLES --date 2026-01-15 --out one --jobs 1 --json > one.json
  $ assay audit $EXAMPLES --date 2026-01-15 --out three --jobs 3 --json > three.json
  $ python3 -c 'import json; print(*(json.load(open(f))["digest"] == json.load(open("out/report.json"))["digest"] for f in ("one.json", "three.json")))'

--fail-on decides what the exit code calls a failure, never what the report says.

  $ assay audit $EXAMPLES/museum --date 2026-01-15 --out m1 --quiet > /dev/null
  $ assay audit $EXAMPLES/museum --date 2026-01-15 --out m2 --quiet --fail-on deny > /dev/null
  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out m3 --quiet --fail-on deny > /dev/null
  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out m4 --quiet --fail-on never > /dev/null
