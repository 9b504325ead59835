#!/usr/bin/env python3
"""Every fault that a server can play, each on a host of its own: no crash, no hang, a row that says what came, and
never a fetch that the rules did not allow.

    crawl_faults.py [--fast]
"""

import argparse
import collections
import contextlib
import socket
import tempfile
import threading
import time
from pathlib import Path

import _assay
import _crawl
import _fault_site
from _site import Authority, Site, page, redirect

FLAGS = ("--date", _assay.DATE, "--timeout", _fault_site.TIMEOUT_S)
TLS = {
    "t-good.test": "good",
    "t-expired.test": "expired",
    "t-self.test": "self",
    "t-name.test": "good",
    "t-old.test": None,
}


def contexts(work):
    authority = Authority(work)
    good = authority.context("good", ["t-good.test"])
    made = {
        "good": good,
        "expired": authority.context("expired", ["t-expired.test"], days=-1),
        "self": authority.context("self", ["t-self.test"], self_signed=True),
    }
    return {host: made[name] for host, name in TLS.items() if name}


def fill(site):
    """Tables of all hosts; gives the addresses to begin with."""
    for host, (table, _, _) in _fault_site.robots().items():
        site.hosts[host] = {"/": page("/x"), "/x": page(), **table}
    for host, (play, _, _) in _fault_site.faults(site).items():
        close = [] if host in _fault_site.KEPT else ["Connection: close"]
        site.hosts[host] = {"/": page("/fault", headers=close), "/fault": play}
    site.hosts["f-loop.test"]["/fault2"] = redirect("/fault")
    site.hosts["f-chain.test"].update(
        {f"/hop{number}": redirect(f"/hop{number + 1}") for number in range(1, _fault_site.HOPS)}
    )
    for host in TLS:
        site.hosts[host] = {"/": page("/down"), "/down": redirect(site.url(host, "/plain")), "/plain": page()}
    site.hosts["inside.test"] = {
        "/": page("/picture", *(f"/to{number}" for number, _ in enumerate(_fault_site.locations(site)))),
        "/picture": page(*(f'<img src="{url}p.png">' for url in _fault_site.locations(site))),
        **{f"/to{number}": redirect(url) for number, url in enumerate(_fault_site.locations(site))},
    }
    plain = [*_fault_site.robots(), *_fault_site.faults(site), "inside.test"]
    return [site.url(host) for host in plain] + [site.url(host, tls=True) for host in TLS]


def check_robots(checks, site, crawl):
    for host, (_, home, deeper) in _fault_site.robots().items():
        for target, states in (("/", home), ("/x", deeper)):
            row = crawl.rows.get(site.url(host, target), {})
            if states:
                found = (row.get("state"), row.get("problem"), row.get("reasons"))
                checks.that(found[0] in states, f"{host}{target}: one of {states}, found {found}")
            if row.get("state") == "refused":
                checks.equal(crawl.asked(site.url(host, target)), 0, f"{host}{target} is not asked for")
                checks.that(row["reasons"], f"{host}{target} is refused with a reason")
        checks.that(site.targets(host, crawl.since)[0] == "/robots.txt", f"{host}: robots.txt is asked first")


def check_faults(checks, site, crawl):
    for host, (_, states, problem) in _fault_site.faults(site).items():
        row = crawl.rows.get(site.url(host, "/fault"), {})
        checks.that(
            row.get("state") in states,
            f"{host}: one of {states}, found {row.get('state')} {row.get('status')} {row.get('problem')}",
        )
        checks.that(
            problem is None or problem in (row.get("problem") or "") and (problem or row.get("problem")),
            f"{host}: the problem {row.get('problem')!r} names {problem!r}",
        )
        most = 2 if host in _fault_site.KEPT else 1
        checks.that(1 <= crawl.asked(site.url(host, "/fault")) <= most, f"{host}: asked once, whatever came")
    hops = [one.target for one in crawl.log if one.host == "f-chain.test"]
    checks.equal(
        len([target for target in hops if target.startswith("/hop")]), 10, "a chain of redirects is followed ten times"
    )
    checks.equal(
        crawl.rows[site.url("f-chain.test", "/hop10")]["problem"], "redirects.many", "the row that ends a chain"
    )
    checks.equal(crawl.asked(site.url("f-downgrade.test", "/plain")), 1, "a redirect within http")


def check_tls(checks, site, crawl):
    down = crawl.rows.get(site.url("t-good.test", "/down", tls=True), {})
    checks.equal(
        (down.get("state"), down.get("problem")),
        ("redirected", "redirect.insecure"),
        "the row of a redirect from https to http",
    )
    checks.equal(crawl.asked(site.url("t-good.test", "/plain")), 0, "no redirect from https to http is followed")
    for host in TLS:
        row = crawl.rows.get(site.url(host, tls=True), {})
        expected = "fetched" if host == "t-good.test" else "refused"
        checks.equal(row.get("state"), expected, f"{host}: the row")
        if host != "t-good.test":
            checks.equal(
                site.targets(host, crawl.since), [], f"{host}: nothing is asked over a connection that is not trusted"
            )


def check_inside(checks, site, crawl):
    """Addresses that are no public ones: by redirect, as a picture, by a name."""
    inside = {host_of(url) for url in _fault_site.locations(site)} | {"127.0.0.2"}
    rows = [row for row in crawl.table if row["host"] in inside]
    checks.that(len(rows) >= 12, f"rows of addresses inside: {sorted(row['url'] for row in rows)}")
    for row in rows:
        checks.equal((row["state"], row["verdict"]), ("refused", "deny"), f"the row of {row['url']}")
    asked = {one.host for one in crawl.log}
    checks.equal(
        asked & {"127.0.0.2", "10.0.0.1", "[::1]", "169.254.169.254", "0.0.0.0", "f-inside-name.test"},
        set(),
        "nobody inside is asked",
    )


def check_evidence(checks, site, crawl):
    _crawl.accounting_is_exact(checks, crawl, "faults")
    _crawl.manners_are_kept(checks, crawl.log, "faults")
    _crawl.evidence_is_whole(checks, crawl.log, crawl.out, "faults")
    for row in crawl.table:
        says = row["status"] or row["problem"] or row["reasons"] or row["state"] == "queued"
        checks.that(says, f"the row of {row['url']} says what happened")


class Handshakes:
    """Servers that end a handshake: at once, in the middle of a record, with a record of nonsense, or never.

    As listeners beside the site: each counts who has come.
    """

    PLAYS = {
        "h-closed.test": b"",
        "h-half.test": b"\x16\x03\x03\x00\x7a\x02\x00\x00",  # a ServerHello of 122 bytes, of which 3 come
        "h-alert.test": b"\x15\x03\x03\x00\x02\x02\x28",  # handshake_failure
        "h-nonsense.test": b"HTTP/1.1 200 OK\r\n\r\n",
        "h-silent.test": None,
    }

    def __init__(self):
        self.came = collections.Counter()
        self.listeners = {host: socket.create_server(("127.0.0.1", 0)) for host in self.PLAYS}
        for host in self.PLAYS:
            threading.Thread(target=self._serve, args=(host,), daemon=True).start()

    def _serve(self, host):
        while True:
            try:
                stream, _ = self.listeners[host].accept()
            except OSError:
                return
            with stream, contextlib.suppress(OSError):
                stream.settimeout(_fault_site.TIMEOUT_S * 3)
                stream.recv(4096)
                self.came[host] += 1
                if self.PLAYS[host] is None:
                    stream.recv(4096)  # until the other side has had enough
                else:
                    stream.sendall(self.PLAYS[host])

    def _port(self, host):
        return self.listeners[host].getsockname()[1]

    def seeds(self):
        return [f"https://{host}:{self._port(host)}/" for host in self.PLAYS]

    def flags(self):
        return [flag for host in self.PLAYS for flag in ("--resolve", f"{host}:{self._port(host)}:127.0.0.1")]

    def close(self):
        for listener in self.listeners.values():
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def check_handshakes(checks, handshakes, crawl):
    for url in handshakes.seeds():
        row = crawl.rows.get(url, {})
        checks.equal((row.get("state"), bool(row.get("reasons"))), ("refused", True), f"the row of {url}")
        came = handshakes.came[url.split("/")[2].split(":")[0]]
        checks.equal(came, 1, f"{url}: handshakes that were begun")


def host_of(url):
    authority = url.split("/")[2]
    return authority.split("]")[0] + "]" if "]" in authority else authority.split(":")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: every fault is played in either")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="faults.") as name, socket.create_server(("127.0.0.2", 0)) as inside:
        work = Path(name)
        site, handshakes = Site(contexts(work)), Handshakes()
        try:
            seeds = fill(site)
            closed = socket.create_server(("127.0.0.1", 0))
            nobody = f"http://nobody.test:{closed.getsockname()[1]}/"
            closed.close()
            hosts = [flag for url in _fault_site.locations(site) for flag in ("--host", host_of(url))]
            started = time.monotonic()
            crawl = _crawl.Crawl(
                site,
                work / "out",
                [*seeds, *handshakes.seeds(), nobody, "http://no-such-name.invalid/"],
                *FLAGS,
                *hosts,
                *handshakes.flags(),
                "--ca",
                work / "ca.pem",
                "--resolve",
                nobody.split("/")[2] + ":127.0.0.1",
                "--resolve",
                f"f-inside-name.test:{site.port}:127.0.0.2",
                network="127.0.0.1/32",
            )
            took_s = time.monotonic() - started
            check_robots(checks, site, crawl)
            check_faults(checks, site, crawl)
            check_tls(checks, site, crawl)
            check_handshakes(checks, handshakes, crawl)
            check_inside(checks, site, crawl)
            check_evidence(checks, site, crawl)
            for url in (nobody, "http://no-such-name.invalid/"):
                checks.equal(crawl.rows[url]["state"], "refused", f"the row of {url}")
            del inside
        finally:
            handshakes.close()
            site.close()
    hosts = len(seeds) + len(handshakes.PLAYS) + 2
    print(f"faults: {hosts} hosts, {len(crawl.log)} requests, {len(crawl.table)} rows, {took_s:.1f} s")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
