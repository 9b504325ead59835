Sources that are missing, empty, or not what they seem.

  $ assay audit nowhere --out out
  $ assay audit nowhere --out out --json 2>&1 >/dev/null | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["code"], d["schema"])'
  $ mkdir empty && assay audit empty --out out-empty --date 2026-01-15
  $ assay audit $EXAMPLES --date 15.01.2026 --out out
  $ assay audit $EXAMPLES --purpose commercial-training --jurisdiction EU --jobs 0 --out out

A plan with a mistake: the line, and the nearest known key.

  $ printf 'assay: 1\nuse: {purpose: research, juristiction: EU}\nsource: {folder: .}\n' > plan.yaml
  $ assay audit --plan plan.yaml --out out

Everything in a folder is a record: pipes, links that lead nowhere or in circles, unreadable names. None of them hangs.

  $ mkdir odd && cp $EXAMPLES/blog/meadow.jpg odd/ && mkfifo odd/pipe && ln -s nowhere odd/dangling && ln -s . odd/loop
  $ ln -s /etc/hostname odd/outside && printf 'x' > "$(printf 'odd/latin\351.jpg')"
  $ assay audit odd --date 2026-01-15 --out out-odd | sed -n '1,2p'
  $ assay deadletters list --workspace out-odd/.assay
