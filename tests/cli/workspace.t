Two runs at a time, and a damaged workspace.

  $ assay audit $EXAMPLES/blog --date 2026-01-15 --out out > /dev/null
  [1]
  $ python3 - <<'PY'
  > import fcntl, glob, os, subprocess, time
  > slow = subprocess.Popen(["assay", "audit", os.environ["EXAMPLES"], "--date", "2026-01-15", "--out", "busy"],
  >                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
  > while not glob.glob("busy/.assay/catalog.sqlite"):
  >     time.sleep(0.01)
  > second = subprocess.run(["assay", "audit", os.environ["EXAMPLES"], "--date", "2026-01-15", "--out", "busy"],
  >                         capture_output=True, text=True)
  > print(second.returncode, second.stderr[:13])
  > print(slow.wait())
  > PY
  2 assay: A0310:
  1

A catalog that is damaged is reported, never mended.

  $ cp -r out/.assay damaged
  $ python3 -c 'p = "damaged/catalog.sqlite"; b = bytearray(open(p, "rb").read()); b[16:600] = bytes(584); open(p, "wb").write(b)'
  $ sha256sum < damaged/catalog.sqlite > before
  $ assay explain larch.jpg --workspace damaged 2> message; echo $?; head -c 13 message; echo
  3
  assay: A0300:
  $ sha256sum < damaged/catalog.sqlite | diff - before && echo unchanged
  unchanged
