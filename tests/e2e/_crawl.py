"""What the tests of `assay acquire` share: the command, its table, and what holds for every crawl."""

import collections
import json

from warcio.archiveiterator import ArchiveIterator

import _assay

AGENT = "AssayBot/1.0 (+https://contact.example/bot)"
CONTACT = "https://contact.example/bot"
PROBES = ("/robots.txt", "/.well-known/tdmrep.json", "/ai.txt")
PARTS = ("fetched", "unchanged", "redirected", "refused", "failed", "queued")
LIMIT_S = 120


def command(site, out, seeds, *flags, delay_s=0.02, network="127.0.0.0/8", hosts=None):
    """`assay acquire` with every host of the site at home."""
    names = hosts if hosts is not None else list(site.hosts)
    resolve = [
        flag
        for host in names
        for port in (site.port, site.tls_port)
        if port and not host[0].isdigit() and host[0] != "["
        for flag in ("--resolve", f"{host}:{port}:127.0.0.1")
    ]
    return [
        str(_assay.ASSAY),
        "acquire",
        *seeds,
        "--contact",
        CONTACT,
        "--out",
        str(out),
        "--delay",
        str(delay_s),
        "--allow-network",
        network,
        "--fail-on",
        "never",
        "--json",
        *resolve,
        *map(str, flags),
    ]


class Crawl:
    """One run of `assay acquire` that ended, and what it left."""

    def __init__(self, site, out, seeds, *flags, env=None, **options):
        self.site, self.out, self.since = site, out, len(site.log)
        self.code, self.stdout, self.stderr = _assay.run(
            *command(site, out, seeds, *flags, **options)[1:],
            timeout=LIMIT_S,
            env={**_assay.environment(), **(env or {})},
        )
        self.log = site.requests(since=self.since)
        if self.code != 0:
            raise SystemExit(f"assay acquire gave exit code {self.code}\n{self.stdout}{self.stderr}")
        self.document, end = json.JSONDecoder().raw_decode(self.stdout)
        self.rest = self.stdout[end:].strip()
        self.table = _assay.parquet(out / "requests.parquet")
        pictures = self.document["pictures"]
        self.audited = pictures + 2 if pictures else 0  # the audit of them: its begin, its records, its end
        self.rows = {row["url"]: row for row in self.table}

    def asked(self, url):
        return sum(one.url == url for one in self.log)


def warc_records(out):
    """(type, address, id, file, offset) of every record, read to the end by warcio with its digests."""
    records = []
    for file in sorted((out / ".assay" / "evidence").iterdir()):
        with file.open("rb") as stream:
            iterator = ArchiveIterator(stream, check_digests="raise")
            for record in iterator:
                offset, field = iterator.get_record_offset(), record.rec_headers.get_header
                record.content_stream().read()
                records.append((record.rec_type, field("WARC-Target-URI"), field("WARC-Record-ID"), file.name, offset))
    return records


def ledger_size(out):
    code, stdout, _ = _assay.run("ledger", "verify", "--workspace", out / ".assay", "--json")
    return json.loads(stdout)["size"] if code == 0 else -1


def accounting_is_exact(checks, crawl, where):
    count = crawl.document["accounting"]
    checks.equal(count["seen"], sum(count[part] for part in PARTS), f"{where}: seen is the sum of its parts")
    states = collections.Counter(row["state"] for row in crawl.table)
    checks.equal(
        {part: count[part] for part in PARTS}, {part: states[part] for part in PARTS}, f"{where}: rows by state"
    )
    checks.equal(len(crawl.rows), len(crawl.table), f"{where}: an address has one row")
    leaves = [row["leaf"] for row in crawl.table if row["state"] != "queued"]
    checks.that(
        all(leaf >= 0 for leaf in leaves) and len(set(leaves)) == len(leaves),
        f"{where}: a leaf of its own for each row",
    )
    _assay.ledger_verifies(checks, crawl.out, where)


def evidence_is_whole(checks, log, out, where):
    """Every request that the server saw is in the WARC files, with what came of it."""
    asked = collections.Counter(one.url for one in log)
    kinds = collections.defaultdict(collections.Counter)
    for kind, url, *_ in warc_records(out):
        kinds[kind][url] += 1
    missing = {url: n for url, n in asked.items() if kinds["request"][url] != n}
    checks.equal(missing, {}, f"{where}: requests of the log that are not as often in the WARC files")
    outcome = kinds["response"] + kinds["revisit"] + kinds["metadata"]
    checks.equal({url: n for url, n in asked.items() if outcome[url] < n}, {}, f"{where}: requests without an outcome")


def rows_lead_to_records(checks, crawl, where):
    """Each address that was asked for has its record where the table says; none is half a record."""
    places = {
        place: (identity, url) for _, url, identity, *place in warc_records(crawl.out) for place in [tuple(place)]
    }
    for row in crawl.table:
        if row["warc_record"]:
            found = places.get((row["warc_file"], row["warc_offset"]))
            checks.equal(found, (f"<{row['warc_record']}>", row["url"]), f"{where}: the record of {row['url']}")


def manners_are_kept(checks, log, where):
    """Who we are on every request, and nothing else about us; probes first, and once."""
    for one in log:
        names = {name.lower() for name, _ in one.headers}
        checks.equal(one.header("user-agent"), AGENT, f"{where}: the user agent of {one.url}")
        checks.equal(
            names & {"cookie", "referer", "authorization", "from", "origin"}, set(), f"{where}: headers of {one.url}"
        )


def probes_are_asked_first_and_once(checks, log, where):
    first, counts = {}, collections.Counter()
    for one in log:
        origin = one.url[: -len(one.target)]
        first.setdefault(origin, one.target)
        counts[(origin, one.target)] += one.target in PROBES
    checks.equal(
        {origin: target for origin, target in first.items() if target != "/robots.txt"},
        {},
        f"{where}: origins whose first request was not robots.txt",
    )
    checks.equal([key for key, n in counts.items() if n > 1], [], f"{where}: probes that were asked twice")
