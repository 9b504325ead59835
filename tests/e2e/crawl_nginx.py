#!/usr/bin/env python3
"""A crawl of many hosts that nginx serves, judged by nginx's access log: plain, over TLS with HTTP/2, and a day later.

    crawl_nginx.py [--fast]

Faults that no real server plays are in crawl_faults.py.
"""

import argparse
import collections
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _crawl
import _nginx
import _nginx_site
import _rights_site
from _site import page

DAY = ("--date", _assay.DATE)
TOLERANCE_S = 0.05
DELAY_S = 0.02
TIMEOUT_S = 3
STATES = {
    **{("status.test", f"/{status}"): "refused" for status in _nginx_site.REFUSALS},
    **{("status.test", f"/{status}"): "failed" for status in _nginx_site.FAILURES},
    **{("head.test", target): "refused" for target in _nginx_site.HEADS},
    **{("header.test", target): "refused" for target in ("/noai", "/tdm", "/usage")},
    ("head.test", "/other"): "fetched",
    ("head.test", "/yes"): "fetched",
    ("hops.test", "/hop4"): "fetched",
    ("maps.test", "/map.xml.gz"): "fetched",
    ("plain.test", "/user"): "refused",
}
VERDICTS = {
    ("head.test", "/noai"): ("deny", "optout.robots_tag"),
    ("head.test", "/tdm"): ("deny", "optout.tdm"),
    ("head.test", "/usage"): ("deny", "optout.aipref"),
    ("head.test", "/signal"): ("deny", "optout.content_signal"),
    ("head.test", "/other"): ("review", "licence.none"),
    ("head.test", "/yes"): ("review", "signal.grant"),
    ("rsl.test", "/linked"): ("review", "origin.not_probed"),  # conditions that nobody has read
}
# One that nginx turns away in the handshake, one that wants to know who comes, and who takes one port for the other.
ODD = ("nobody.test", "members.test", "hello.test", "plainly.test")


class Web:
    """nginx with all hosts, and where a crawl of them begins."""

    def __init__(self, work):
        self.nginx = nginx = _nginx.Nginx(work)
        self.tables = {tls: _nginx_site.hosts(nginx, tls) for tls in (False, True)}
        for tls, table in self.tables.items():
            for host, (plays, _, _) in table.items():
                (nginx.serve_tls if tls else nginx.serve)(host, plays)
        nginx.serve_old_tls("old.test", {"/": page("/a"), "/a": page()})
        nginx.serve_tls("members.test", {"": f"ssl_verify_client on; ssl_client_certificate {nginx.authority.file};"})
        self.paced, self.traps = _nginx_site.paced(nginx), _nginx_site.traps()
        for host, (plays, _) in {**self.paced, **self.traps}.items():
            nginx.serve(host, plays)
        nginx.start()

    def seeds(self):
        nginx = self.nginx
        odd = (nginx.tls_url("nobody.test"), nginx.tls_url("members.test"), self.hello(), self.plainly())
        seeds = [self.url(tls)(host) for tls, table in self.tables.items() for host in table if host != "cdn.test"]
        return [*seeds, nginx.old_url("old.test"), *odd]

    def hello(self):
        """A handshake for a port that knows none."""
        return f"https://hello.test:{self.nginx.port}/"

    def plainly(self):
        """And the other way round."""
        return f"http://plainly.test:{self.nginx.tls_port}/"

    def url(self, tls):
        return self.nginx.tls_url if tls else self.nginx.url

    def crawl(self, out, *flags, **options):
        old = f"old.test:{self.nginx.old_port}:127.0.0.1"
        hosts = [*self.nginx.hosts, *ODD]
        flags = (*DAY, *flags, "--ca", self.nginx.authority.file, "--resolve", old)
        return _crawl.Crawl(self.nginx, out, self.seeds(), *flags, delay_s=DELAY_S, hosts=hosts, **options)


def check_rights(checks, web, work):
    """Two runs within the hour, and one a day later."""
    later = a_day_later(work)
    out = work / "rights"
    runs = {"first run": web.crawl(out), "second run": web.crawl(out)}
    if later:
        runs["a day later"] = web.crawl(out, env=later)
    else:
        checks.skip("no compiler to move the clock with")
    for where, crawl in runs.items():
        check_run(checks, web, crawl, where)
    check_first(checks, web, runs["first run"])
    check_second(checks, web, runs["second run"])
    if later:
        check_later(checks, runs)
    log = [one for crawl in runs.values() for one in crawl.log]
    _crawl.evidence_is_whole(checks, log, out, "rights")
    _crawl.rows_lead_to_records(checks, crawl, where)
    checks.equal(len(web.nginx.noise), 2 if later else 1, "handshakes on the plain port: one for each asking of probes")
    counts = ", ".join(str(len(crawl.log)) for crawl in runs.values())
    versions = collections.Counter(one.entry["version"] for one in log)
    hosts = len({one.host for one in log})
    print(f"rights: {counts} requests to {hosts} hosts, {dict(versions)}, {len(runs['first run'].table)} rows")


def check_run(checks, web, crawl, where):
    _crawl.accounting_is_exact(checks, crawl, where)
    _crawl.manners_are_kept(checks, crawl.log, where)
    counts = collections.Counter(one.url for one in crawl.log)
    checks.equal({url: n for url, n in counts.items() if n > 1}, {}, f"{where}: addresses asked for twice")
    for tls, table in web.tables.items():
        for host, (_, _, forbidden) in table.items():
            asked = [one.url for one in crawl.log if one.url in {web.url(tls)(host, target) for target in forbidden}]
            checks.equal(asked, [], f"{where}: forbidden requests to {host}")
    for one in crawl.log:
        check_entry(checks, web, one, f"{where}: {one.url}")
    by_host = collections.defaultdict(list)
    for one in crawl.log:
        by_host[one.host].append(one)
    for host, asked in by_host.items():
        # Of a body that is not read, nginx learns only when it goes on sending.
        left = {target for name, target in STATES if name == host and STATES[name, target] == "refused"}
        pairs = [(before, after) for before, after in zip(asked, asked[1:]) if before.target not in left]
        both = [(before.target, after.target) for before, after in pairs if after.at < before.ended]
        checks.equal(both, [], f"{where}: {host} is asked one thing at a time")


def check_entry(checks, web, one, where):
    """One line of the access log: the host that was meant, over the protocol that was offered."""
    entry, port = one.entry, int(one.url.split("/")[2].rpartition(":")[2])
    checks.equal((entry["method"], entry["range"]), ("GET", ""), f"{where}: the whole of it is asked for")
    if one.host == "plainly.test":
        return
    checks.equal(entry["named"], one.host, f"{where}: the server block that answered")
    checks.equal(entry["sni"], one.host if port != web.nginx.port else "", f"{where}: the name in the handshake")
    version = "HTTP/2.0" if port == web.nginx.tls_port else "HTTP/1.1"
    checks.equal(entry["version"], version, f"{where}: the protocol")


def check_first(checks, web, crawl):
    nginx = web.nginx
    _crawl.probes_are_asked_first_and_once(checks, crawl.log, "first run")
    for tls, table in web.tables.items():
        _rights_site.targets_are_kept(checks, table, crawl, web.url(tls))
        for (host, target), state in STATES.items():
            url = web.url(tls)(host, target)
            checks.equal(crawl.rows.get(url, {}).get("state"), state, f"the row of {url}")
        for (host, target), (verdict, reason) in VERDICTS.items():
            row = crawl.rows.get(web.url(tls)(host, target), {})
            found = (row.get("verdict"), reason in row.get("reasons", []))
            checks.equal(found, (verdict, True), f"{host}{target}: verdict, and the reason {reason}")
        left = [key for key, state in STATES.items() if key[0] in ("head.test", "header.test") and state == "refused"]
        for host, target in left:
            url = web.url(tls)(host, target)
            sent = max((one.sent for one in crawl.log if one.url == url), default=-1)
            checks.that(0 <= sent < _rights_site.SENT_BYTES // 2, f"{url}: the body is not read, {sent} bytes went out")
    checks.equal(crawl.asked(nginx.tls_url("over.test", "/landed")), 1, "a redirect from http to https is followed")
    checks.equal(crawl.asked(nginx.url("over.test", "/landed")), 0, "a redirect from https to http is not")
    down = crawl.rows.get(nginx.tls_url("hops.test", "/over"), {})
    checks.equal((down.get("state"), down.get("problem")), ("redirected", "redirect.insecure"), "its row")
    check_odd(checks, web, crawl)


def check_odd(checks, web, crawl):
    for url in (web.nginx.tls_url("nobody.test"), web.nginx.tls_url("members.test"), web.hello(), web.plainly()):
        checks.equal(crawl.rows.get(url, {}).get("state"), "refused", f"the row of {url}")
    asked = [one.target for one in crawl.log if one.host in ODD]
    checks.equal(sorted(asked), sorted(_crawl.PROBES * 2), "nginx answers, where it wants a certificate or none")


def check_second(checks, web, crawl):
    checks.equal([one.url for one in crawl.log if one.target in _crawl.PROBES], [], "second run: probes within 24 h")
    expected = {
        ("plain.test", "/"): (True, True),
        ("plain.test", "/a.png"): (True, True),
        ("plain.test", "/etag"): (True, False),
        ("plain.test", "/date"): (False, True),
        ("plain.test", "/bare"): (False, False),
        ("packed.test", "/a"): (True, True),
    }
    for tls in (False, True):
        for (host, target), conditions in expected.items():
            url = web.url(tls)(host, target)
            entries = [one.entry for one in crawl.log if one.url == url]
            asked = [tuple(bool(entry[name]) for name in _nginx.CONDITIONS) for entry in entries]
            checks.equal(asked, [conditions], f"second run: the conditions under which {url} is asked for")
            status = "304" if any(conditions) else "200"
            checks.equal([entry["status"] for entry in entries], [status], f"second run: the answer of {url}")
            checks.equal(crawl.rows[url]["state"], "unchanged", f"second run: the row of {url}")


def check_later(checks, runs):
    first, later = (
        sorted(one.url for one in runs[where].log if one.target in _crawl.PROBES)
        for where in ("first run", "a day later")
    )
    checks.equal(later, first, "a day later: every origin is asked again what it was asked, once")


def check_pace(checks, web, work):
    """Gaps between the starts of requests to a host, by the clock of nginx."""
    nginx, delay_s = web.nginx, 0.3
    seeds = [nginx.url(host) for host in web.paced]
    flags = (*DAY, "--no-pictures", "--timeout", TIMEOUT_S)
    crawl = _crawl.Crawl(nginx, work / "pace", seeds, *flags, delay_s=delay_s)
    smallest = {}
    for host, (_, least_s) in web.paced.items():
        asked = [one for one in crawl.log if one.host == host]
        gaps = [after.at - before.at for before, after in zip(asked, asked[1:])]
        smallest[host] = round(min(gaps, default=0), 3)
        checks.that(smallest[host] >= least_s - TOLERANCE_S, f"{host}: gaps of {least_s} s, found {gaps}")
        checks.equal(len({one.target for one in asked}), len(asked), f"{host}: nothing is asked for twice")
        last = max(asked, key=lambda one: one.at)
        linked = sorted(web.paced[host][0].keys() - {"/robots.txt"})
        checks.equal(last.target, linked[-1], f"{host}: the last of its pages is asked for")
    for host, least_s in (("many.test", 5), ("later.test", 6), ("lazy.test", 1), ("gone.test", 5)):
        before, after = (next(one for one in crawl.log if one.host == host and one.target == at) for at in ("/1", "/2"))
        wait_s = after.at - before.at
        checks.that(wait_s >= least_s - TOLERANCE_S, f"{host}: a pause of {least_s} s, found {wait_s:.3f} s")
    problems = {host: crawl.rows[nginx.url(host, "/1")]["problem"] for host in ("big.test", "stuck.test")}
    checks.equal(problems["big.test"], "cut.length", "a body over the limit")
    checks.that("timed out" in (problems["stuck.test"] or ""), f"a body that hardly comes: {problems['stuck.test']}")
    _crawl.accounting_is_exact(checks, crawl, "pace")
    _crawl.evidence_is_whole(checks, crawl.log, crawl.out, "pace")
    print(f"pace: smallest gaps in seconds {smallest}")


def check_traps(checks, web, work):
    nginx = web.nginx
    seeds = [nginx.url(host) for host in web.traps]
    flags = (*DAY, "--no-pictures", "--depth", _nginx_site.TRAP_DEPTH)
    crawl = _crawl.Crawl(nginx, work / "traps", seeds, *flags, delay_s=0)
    counts = collections.Counter(one.host for one in crawl.log if one.target not in _crawl.PROBES)
    for host, (_, most) in web.traps.items():
        checks.that(1 < counts[host] <= most, f"{host}: {counts[host]} pages, at most {most}")
    _crawl.accounting_is_exact(checks, crawl, "traps")
    print(f"traps: pages asked for {dict(counts)}")


def a_day_later(work):
    """Settings under which the program believes that it is 25 hours later; None without a compiler."""
    shim = work / "later.so"
    source = Path(__file__).resolve().parent / "day_later.c"
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source], check=True)
    except FileNotFoundError:
        return None
    return {"LD_PRELOAD": str(shim)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: every host is asked in either")
    parser.parse_args()
    checks = _assay.Checks()
    if why := _nginx.missing():
        checks.skip(why)
        return checks.finish()
    with tempfile.TemporaryDirectory(prefix="nginx.") as name:
        started = time.monotonic()
        web = Web(Path(name))
        try:
            for check in (check_rights, check_pace, check_traps):
                check(checks, web, Path(name))
        finally:
            web.nginx.close()
        print(f"{len(web.nginx.hosts)} hosts, {time.monotonic() - started:.1f} s")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
