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
  $ printf 'assay: 1\nnetwork: {max_body: 64k}\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:2:21: 'max_body' must be from 524288 to 1073741824
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nnetwork: {timeout: 2d}\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:2:20: 'timeout' must be from 1 to 86400
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nwarc: {prefix: ours}\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:2:8: unknown key 'prefix'; did you mean 'size'?
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay acquire http://a.example/ --max-body 64k
  assay: A0001: --max-body: '64k' is no size from 524288 to 1073741824, such as 64MiB
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay acquire http://a.example/ --redirects 51
  assay: A0001: --redirects: Value 51 not in range 0 to 50
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]

Flags go over a plan: its use, its numbers, its manners. A host in brackets is one host.

  $ printf 'assay: 1\nuse: {purpose: research, date: 2026-01-15}\ncrawl: {seeds: ["http://[::1]:9/"], depth: 3, redirects: 2}\nnetwork: {contact: "mailto:me@crawler.example", delay_ms: 5000, max_body: 8MB, timeout: 5s}\nwarc: {size: 2MiB}\n' > plan.yaml
  $ assay acquire --plan plan.yaml --host [2001:db8::1] --purpose redistribution --jurisdiction US --depth 16 --delay 0 --fail-on never --out over | head -1
  1 addresses: fetched 0  unchanged 0  redirected 0  refused 1  failed 0  not asked 0
  $ python3 -c 'import sqlite3, json; plan = json.loads(sqlite3.connect("over/.assay/catalog.sqlite").execute("select plan from crawls").fetchone()[0]); print(plan["use"], plan["depth"], plan["redirects"], plan["delay_ms"], plan["hosts"])'
  {'date': '2026-01-15', 'jurisdiction': 'US', 'purpose': 'redistribution'} 16 2 0 ['[2001:db8::1]']
  $ assay watch plan.yaml --purpose internal-evaluation --date 2026-02-30 --out over
  assay: A0120: the date is no day such as 2026-11-22
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay watch plan.yaml --purpose internal-evaluation --date 2026-02-01 --out over --workspace over/watched > over/told
  $ python3 -c 'import sqlite3, json; plan = json.loads(sqlite3.connect("over/watched/catalog.sqlite").execute("select plan from crawls").fetchone()[0]); print(plan["use"])'
  {'date': '2026-02-01', 'jurisdiction': 'EU', 'purpose': 'internal-evaluation'}

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

An archive is asked about terms that were found, and only when it is named.

  $ assay origin history http://127.0.0.1:9 --contact https://crawler.example/bot --workspace out/.assay
  assay: A0120: --archive is missing: an archive of the web, such as https://web.archive.org/
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin history http://127.0.0.1:9 --archive http://127.0.0.1:9/?all --contact https://crawler.example/bot --workspace out/.assay
  assay: A0120: an archive's address has no query
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin history http://127.0.0.1:9 --archive http://127.0.0.1:9/ --at 2024-02-30 --contact https://crawler.example/bot --workspace out/.assay
  assay: A0120: the day of a history is no day such as 2024-05-01
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay origin history http://127.0.0.1:9 --archive http://127.0.0.1:9/ --contact https://crawler.example/bot --workspace out/.assay
  assay: A0130: no terms of http://127.0.0.1:9 were found
    help: assay origin list names those that were crawled; an origin is scheme, host and, where it is not the usual one, port
  [2]
  $ printf 'assay: 1\nterms: {history: "https://archive.example/?q"}\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:2:18: an archive's address has no query
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ printf 'assay: 1\nterms: {history: "https://archive.example/", at: yesterday}\n' > plan.yaml
  $ assay acquire --plan plan.yaml
  assay: A0120: plan.yaml:2:50: 'at' must be a day such as 2024-05-01
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
