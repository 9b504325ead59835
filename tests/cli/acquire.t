Nobody is asked without saying who asks, and nothing of our own network is.

  $ assay acquire http://127.0.0.1:9/
  assay: A0120: --contact is missing: an address (https://... or mailto:...) that tells hosts who asks
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay acquire --contact https://crawler.example/bot
  assay: A0120: a crawl begins with at least one address
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay acquire ftp://site.example/ --contact https://crawler.example/bot
  assay: A0120: 'ftp://site.example/': only http and https are asked
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay acquire http://127.0.0.1:9/ --contact https://crawler.example/bot --delay 0 --date 2026-01-15 --out out
  1 addresses: fetched 0  unchanged 0  redirected 0  refused 1  failed 0  not asked 0
          1  acquire.unanswered
          1  licence.none
  0 products, 0 pictures
  Requests  $PWD/out/requests.parquet
  [1]
  $ assay explain http://127.0.0.1:9/ --workspace out/.assay | grep -A1 acquire
    acquire.unanswered  (tier reservation, layer reservation)
      The site was asked for its robots.txt and gave neither rules nor word that it has none. A fault, and who asks to wait, is never read as consent: ask again later [RFC 9309 section 2.3.1; house rule]
  $ assay ledger verify --workspace out/.assay > /dev/null

A plan is read as strictly as that of an audit.

  $ printf 'assay: 1\ncrawl:\n  sedes: [http://a.example/]\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:3:3: unknown key 'sedes'; did you mean 'seeds'?
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\ncrawl: {seeds: [http://a.example/], every: soon}\n' > plan.yaml
  $ assay watch plan.yaml
  assay: A0120: plan.yaml:2:44: 'every' must be a number such as 30s, 100M or 2GiB
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay watch nowhere.yaml
  assay: A0120: reading nowhere.yaml: No such file or directory
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]

Terms are settled by somebody, for an origin.

  $ assay origin list --workspace out/.assay
  $ assay origin show http://127.0.0.1:9 --workspace out/.assay
  assay: A0130: nothing is known of the terms of http://127.0.0.1:9
    help: assay origin list names those that were crawled; an origin is scheme, host and, where it is not the usual one, port
  [2]
  $ assay origin clear http://127.0.0.1:9 --workspace out/.assay
  assay: A0120: --by is missing: who concludes
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin clear http://127.0.0.1:9 --by Me --workspace out/.assay
  assay: A0120: --until is missing: the day until which this holds, such as 2027-11-22
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin block http://127.0.0.1:9/page --by Me --workspace out/.assay
  assay: A0120: an origin is scheme and host, such as http://127.0.0.1:9
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin block http://127.0.0.1:9 --by Me --workspace out/.assay | head -2
  http://127.0.0.1:9  blocked
    no terms of use were found
  $ assay origin list --workspace out/.assay
  blocked    http://127.0.0.1:9
