#!/usr/bin/env python3
"""A crawl of a local web, judged by what the servers saw: nothing forbidden, nothing twice, nothing too soon.

    crawl_site.py [--fast]

Faults of servers are in crawl_faults.py, kill -9 in crawl_kill.py.
"""

import argparse
import tempfile
from pathlib import Path

import _assay
import _crawl
import _pace_site
import _rights_site
from _site import Authority, Site, page, text

DAY = ("--date", _assay.DATE)
TOLERANCE_S = 0.05


def check_rights(checks, site, work):
    """Two runs over hosts with rules: the second within the hour."""
    table = _rights_site.hosts(site.url)
    site.hosts.update({host: plays for host, (plays, _, _) in table.items()})
    site.hosts["secure.test"] = {"/": page("/deep"), "/deep": page()}
    seeds = [site.url(host) for host in table if host != "cdn.test"] + [site.url("secure.test", tls=True)]
    flags = (*DAY, "--ca", work / "ca.pem")
    first = _crawl.Crawl(site, work / "rights", seeds, *flags)
    _rights_site.targets_are_kept(checks, table, first, site.url)
    check_refusals(checks, site, first)
    second = _crawl.Crawl(site, work / "rights", seeds, *flags)
    check_second(checks, site, table, second)
    for where, crawl in (("first run", first), ("second run", second)):
        _crawl.accounting_is_exact(checks, crawl, where)
        _crawl.manners_are_kept(checks, crawl.log, where)
        checks.equal(crawl.rest, "", f"{where}: nothing stands behind the JSON document")
        checks.equal(max(crawl.asked(one.url) for one in crawl.log), 1, f"{where}: most requests for one address")
    checks.equal(
        (first.document["pictures"], second.document["pictures"]), (2, 2), "pictures that are judged, in both runs"
    )
    checks.equal(second.document["pages"], first.document["pages"], "pages by verdict, in both runs")
    _crawl.probes_are_asked_first_and_once(checks, first.log, "first run")
    checks.equal([one.url for one in second.log if one.target in _crawl.PROBES], [], "second run: probes within 24 h")
    log = first.log + second.log
    _crawl.evidence_is_whole(checks, log, work / "rights", "rights")
    probes = sum(one.target in _crawl.PROBES for one in log)
    checks.equal(
        _crawl.ledger_size(work / "rights"),
        len(first.table) + len(second.table) + probes + first.audited + second.audited,
        "an entry in the ledger for each row and each probe",
    )
    print(
        f"rights: {len(first.log)} and {len(second.log)} requests to {len(site.hosts)} hosts, "
        f"{len(first.table)} and {len(second.table)} rows"
    )


def check_refusals(checks, site, crawl):
    for target in ("/noai", "/tdm", "/usage"):
        url = site.url("header.test", target)
        sent = [one.sent for one in crawl.log if one.url == url]
        checks.that(
            max(sent, default=0) < _rights_site.SENT_BYTES // 2,
            f"header.test{target}: the body is not read, {sent} bytes went out",
        )
        row = crawl.rows[url]
        checks.equal(
            (row["state"], bool(row["reasons"]), row["status"]),
            ("refused", True, 200),
            f"the row of header.test{target}",
        )
    row = crawl.rows[site.url("meta.test", "/noai")]
    checks.equal((row["state"], row["verdict"]), ("fetched", "deny"), "a page that says noai is denied")
    checks.equal(crawl.rows[site.url("plain.test", "/user")]["state"], "refused", "401 is a refusal")
    checks.equal(
        crawl.rows[site.url("secure.test", "/deep", tls=True)]["state"], "fetched", "TLS under the given authority"
    )
    checks.equal(crawl.rows[site.url("cdn.test", "/ok/1.png")]["kind"], "picture", "a picture of another host")


def check_second(checks, site, table, crawl):
    for host, (_, _, forbidden) in table.items():
        for target in forbidden:
            checks.equal(crawl.asked(site.url(host, target)), 0, f"second run: {host}{target} is not asked for")
    for target, name in (
        ("/", "if-none-match"),
        ("/etag", "if-none-match"),
        ("/deep", "if-none-match"),
        ("/a.png", "if-none-match"),
        ("/date", "if-modified-since"),
    ):
        url = site.url("plain.test", target)
        row = crawl.rows.get(url, {})
        checks.equal((row.get("state"), row.get("status")), ("unchanged", 304), f"second run: the row of {target}")
        asked = [one.header(name) is not None for one in crawl.log if one.url == url]
        checks.equal(asked, [True], f"second run: {target} is asked with {name}")
    checks.equal(
        crawl.rows.get(site.url("plain.test", "/bare"), {}).get("state"),
        "unchanged",
        "second run: the same bytes again",
    )


def check_pace(checks, site, work):
    """Gaps between the starts of requests to a host, and never two at a time."""
    table = _pace_site.paced(site.url)
    site.hosts.update({host: plays for host, (plays, _) in table.items()})
    crawl = _crawl.Crawl(site, work / "pace", [site.url(host) for host in table], *DAY, "--no-pictures", delay_s=0.3)
    smallest = {}
    for host, (_, least_s) in table.items():
        asked = site.requests(host, crawl.since)
        gaps = [after.at - before.at for before, after in zip(asked, asked[1:])]
        smallest[host] = round(min(gaps, default=9), 3)
        checks.that(
            all(gap >= least_s - TOLERANCE_S for gap in gaps),
            f"{host}: gaps of {least_s} s, found {[round(gap, 3) for gap in gaps]}",
        )
        checks.that(
            all(after.at >= before.ended for before, after in zip(asked, asked[1:])), f"{host}: one request at a time"
        )
    check_waits(checks, site, crawl)
    _crawl.accounting_is_exact(checks, crawl, "pace")
    _crawl.evidence_is_whole(checks, crawl.log, crawl.out, "pace")
    print(f"pace: smallest gaps in seconds {smallest}")


def check_waits(checks, site, crawl):
    later, lazy, own, slowly = (
        [one for one in crawl.log if one.host == f"{name}.test"] for name in ("later", "lazy", "own", "slowly")
    )
    checks.equal(
        [one.target for one in later][3:], ["/", "/1", "/2"], "after 429 the next address is asked, not the same again"
    )
    checks.that(later[5].at - later[4].at >= 1, "Retry-After is kept")
    checks.that(
        lazy[5].at - lazy[4].ended >= _pace_site.SLOW_S - TOLERANCE_S, "a slow host is asked no sooner than it took"
    )
    checks.that(slowly[0].at < own[-1].at and own[0].at < slowly[-1].at, "hosts are asked in parallel")
    checks.equal(site.targets("shy.test", crawl.since), list(_crawl.PROBES[:2]), "who asks for two hours is left alone")
    checks.equal(crawl.rows[site.url("shy.test")]["state"], "failed", "the row of who is left alone")
    checks.equal(crawl.rows[site.url("later.test", "/1")]["state"], "failed", "the row of 429")
    checks.equal(
        [crawl.rows[site.url("lent.test", target)]["state"] for target in ("/x", "/y")],
        ["refused", "fetched"],
        "rules that lie elsewhere",
    )


def check_traps(checks, site, work):
    traps = _pace_site.TRAPS
    site.hosts.update(
        {
            host: {
                "*": lambda peer, request, play=play: (
                    text("") if request.target in _crawl.PROBES else play(peer, request)
                )
            }
            for host, (play, _) in traps.items()
        }
    )
    crawl = _crawl.Crawl(
        site,
        work / "traps",
        [site.url(host) for host in traps],
        *DAY,
        "--no-pictures",
        "--depth",
        _pace_site.TRAP_DEPTH,
        delay_s=0,
    )
    counts = {host: len(site.targets(host, crawl.since)) - len(_crawl.PROBES) for host in traps}
    for host, (_, most) in traps.items():
        checks.that(1 < counts[host] <= most, f"{host}: {counts[host]} pages, at most {most}")
    _crawl.accounting_is_exact(checks, crawl, "traps")
    print(f"traps: pages asked for {counts}")
    check_shares(checks, site, work, list(traps))


def check_shares(checks, site, work, hosts):
    """No host is asked for more than its share, in the first run and when it goes on."""
    flags = (*DAY, "--no-pictures", "--per-host", "3")
    for where in ("first", "second"):
        crawl = _crawl.Crawl(site, work / "shares", [site.url(host) for host in hosts], *flags, delay_s=0)
        counts = {host: sum(one not in _crawl.PROBES for one in site.targets(host, crawl.since)) for host in hosts}
        checks.equal(counts, dict.fromkeys(hosts, 3), f"shares, {where} run: addresses asked for")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: every host is asked in either")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="crawl.") as name:
        work = Path(name)
        site = Site({"secure.test": Authority(work).context("good", ["secure.test"])})
        try:
            for check in (check_rights, check_pace, check_traps):
                check(checks, site, work)
        finally:
            site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
