#!/usr/bin/env python3
"""Terms of use through time: an archive on 127.0.0.1 that answers well, badly and with malice.

    terms_history.py [--fast]

Each shop has an archive that behaves in a way of its own. What the archive says is told with its quotes; it never
changes a verdict, leads to no private address, and is asked like every other host.
"""

import argparse
import json
import tempfile
from pathlib import Path

import _assay
import _crawl
from _site import Site, answer, page, redirect, text

AT = "2024-05-01"
BEFORE, AFTER = "20240430101112", "20240502101112"
FORBIDS = "You must not use robots or scrapers on this site."
ALLOWS = "You may use robots and scrapers on this site."
SHOPS = ("good", "mixed", "map", "none", "down", "robots", "huge", "broken", "inside", "within")
FLAGS = ("--date", _assay.DATE, "--no-pictures")


def terms(words):
    return answer(f"<!doctype html><html lang=en><title>Terms</title><main><p>{words}</p></main></html>")


def rows(*captures):
    names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    table = [["k", at, "u", "text/html", "200", f"D{at}", "9"] for at in captures]
    return answer(json.dumps([names, *table]), kind="application/json")


class Archive:
    """Where the archive of a shop keeps what, and how it answers: a table of plays."""

    def __init__(self, site, shop):
        self.url = site.url(f"{shop}.test", "/terms")
        quoted = self.url.replace(":", "%3A").replace("/", "%2F")
        self.host, self.table = f"archive-{shop}.test", {}
        self.cdx = f"/cdx/search/cdx?url={quoted}&output=json&filter=statuscode:200&collapse=digest"
        self.map = f"/web/timemap/link/{self.url}"
        self.base = site.url(self.host)
        site.hosts[self.host] = self.table

    def capture(self, at):
        return f"/web/{at}id_/{self.url}"

    def keep(self, before, after):
        self.table |= {self.capture(BEFORE): before, self.capture(AFTER): after}
        return rows("20210101000000", BEFORE, AFTER, "20250101000000")


def links(archive):
    map_of = (
        f'<{archive.url}>;rel="original",\r\n <http://10.0.0.1/web/1/x>; rel="memento"'
        '; datetime="Tue, 30 Apr 2024 10:11:12 GMT",\r\n <http://10.0.0.1/web/2/x>; rel="last memento"'
        '; datetime="Thu, 02 May 2024 10:11:12 GMT"\r\n'
    )
    return answer(map_of, kind="application/link-format")


def fill(site):
    archives = {}
    for shop in SHOPS:
        site.hosts[f"{shop}.test"] = {"/": page('<a href="/terms">Terms of Use</a>'), "/terms": terms(ALLOWS)}
        archives[shop] = Archive(site, shop)
    good, mixed, by_map, none = (archives[shop] for shop in SHOPS[:4])
    good.table[good.cdx] = good.keep(terms(FORBIDS), terms(ALLOWS))
    mixed.table[mixed.cdx] = mixed.keep(terms(FORBIDS), answer(status="404 Not Found"))
    by_map.keep(terms(ALLOWS), terms(ALLOWS))
    by_map.table |= {by_map.cdx: answer(status="503 Service Unavailable"), by_map.map: links(by_map)}
    none.table[none.cdx] = answer("[]", kind="application/json")
    robots = archives["robots"]
    robots.table |= {"/robots.txt": text("User-agent: *\nDisallow: /\n"), robots.cdx: rows(BEFORE)}
    huge = archives["huge"]
    huge.table |= {huge.cdx: answer("[" + " " * (5 << 20) + "]"), huge.map: answer("<" * (5 << 20))}
    broken = archives["broken"]
    broken.table |= {broken.cdx: rows("2024"), broken.map: answer("<a>;rel=memento;datetime=soon")}
    inside = archives["inside"]
    inside.table[inside.cdx] = inside.keep(redirect("http://10.0.0.1/x"), redirect(site.url("down.test", "/secret")))
    within = archives["within"]
    moved = within.capture("20240430101113")
    within.table[within.cdx] = within.keep(redirect(moved), terms(ALLOWS))
    within.table[moved] = terms(FORBIDS)
    return archives


def crawl(site, work, shop, archive):
    """A crawl whose plan asks this archive; gives it and what `origin show` tells."""
    plan, out = work / f"{shop}.yaml", work / shop
    plan.write_text(f"assay: 1\nterms: {{history: '{archive.base}', at: {AT}}}\n")
    done = _crawl.Crawl(site, out, [site.url(f"{shop}.test")], *FLAGS, "--plan", plan)
    return done, shown(site, shop, out)


def shown(site, shop, out):
    code, stdout, stderr = _assay.run(
        "origin", "show", site.url(f"{shop}.test", ""), "--workspace", out / ".assay", "--json"
    )
    if code != 0:
        raise SystemExit(f"assay origin show gave exit code {code}\n{stdout}{stderr}")
    return json.loads(stdout)["history"]


def differences(history):
    return [one["is"] for one in history["answer"]["differences"]]


def check_told(checks, site, told):
    good = told["good"]
    checks.equal(good["state"], "told", "good: the archive told")
    checks.equal(good["answer"]["before"]["at"], "2024-04-30T10:11:12Z", "good: the capture before the day")
    checks.equal(good["answer"]["after"]["at"], "2024-05-02T10:11:12Z", "good: the capture after the day")
    checks.equal(differences(good), ["differs", "differs", "same_text"], "good: how they differ")
    gone = good["answer"]["differences"][0]["gone"]
    checks.equal([one["quote"] for one in gone], [FORBIDS], "good: what is gone, quoted")
    checks.equal(differences(told["mixed"]), ["unknown", "differs", "unknown"], "mixed: what did not come is unknown")
    checks.equal(told["mixed"]["answer"]["after"]["problem"], "status 404", "mixed: why")
    checks.equal(told["map"]["answer"]["by"], "timemap", "map: the TimeMap was asked in the end")
    checks.equal(differences(told["map"]), ["same_bytes", "same_text", "same_text"], "map: nothing has changed")
    checks.equal(told["none"]["answer"]["captures"], 0, "none: an archive without captures")
    checks.equal(told["none"]["state"], "told", "none: has told")
    checks.equal(differences(told["within"])[0], "differs", "within: a redirect inside the archive is followed")


def check_hostile(checks, site, told):
    for shop in ("down", "robots", "huge", "broken"):
        checks.equal(told[shop]["state"], "unanswered", f"{shop}: said, not guessed")
        checks.equal(sorted(told[shop]["answer"]["problems"]), ["cdx", "timemap"], f"{shop}: both were tried")
    targets = set(site.targets("archive-robots.test"))
    checks.equal(targets, {"/robots.txt", "/.well-known/tdmrep.json", "/ai.txt"}, "robots: nothing but the probes")
    checks.that(
        "acquire.refused" in told["robots"]["answer"]["problems"]["cdx"], "robots: the reason is that of any other host"
    )
    inside = told["inside"]["answer"]
    checks.equal(inside["before"]["problem"], "redirect.elsewhere", "inside: a private address is not followed")
    checks.equal(inside["after"]["problem"], "redirect.elsewhere", "inside: nor another host")
    checks.equal(site.targets("down.test").count("/secret"), 0, "inside: nobody asked where it points")
    private = [one.url for one in site.log if one.host.startswith("10.")]
    checks.equal(private, [], "no private address is asked")


def check_evidence(checks, site, done, shop, where):
    _crawl.accounting_is_exact(checks, done, where)
    _crawl.rows_lead_to_records(checks, done, where)
    _crawl.evidence_is_whole(checks, done.log, done.out, where)
    _crawl.manners_are_kept(checks, done.log, where)
    kinds = sorted(row["kind"] for row in done.table if row["host"] == f"archive-{shop}.test")
    judged = [row["url"] for row in done.table if row["host"].startswith("archive-") and row["verdict"] == "allow"]
    checks.equal(judged, [], f"{where}: what an archive keeps is no data")
    return kinds


def history_command(site, shop, archive, out, *flags):
    return _assay.run(
        "origin", "history", site.url(f"{shop}.test", ""), "--archive", archive.base, "--workspace", out / ".assay",
        "--contact", _crawl.CONTACT, "--delay", "0", "--allow-network", "127.0.0.0/8",
        "--resolve", f"{archive.host}:{site.port}:127.0.0.1", *flags,
    )


def check_command(checks, site, archives, out):
    """Without a plan, and twice: the second time nobody is asked."""
    code, stdout, stderr = history_command(site, "good", archives["good"], out, "--at", "2024-05-02")
    checks.equal(code, 0, f"origin history answers\n{stderr}")
    told = stdout[stdout.index("around 2024-05-02") :]
    checks.that("after  2025-01-01T00:00:00Z not had: status 404" in told, f"what did not come is told\n{told}")
    checks.that("before and now: the same text" in told, f"the rest is compared\n{told}")
    since = len(site.log)
    code, again, _ = history_command(site, "good", archives["good"], out, "--at", "2024-05-02")
    checks.equal((code, again), (0, stdout), "the same question has the same answer")
    checks.equal([one.url for one in site.requests(since=since)], [], "and nobody is asked for it")
    _assay.ledger_verifies(checks, out, "origin history")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    parser.parse_args()
    checks, site = _assay.Checks(), Site()
    archives = fill(site)
    told = {}
    try:
        with tempfile.TemporaryDirectory(prefix="terms-history.") as name:
            work = Path(name)
            for shop, archive in archives.items():
                done, histories = crawl(site, work, shop, archive)
                checks.equal(len(histories), 1, f"{shop}: one history")
                told[shop] = histories[0]
                kinds = check_evidence(checks, site, done, shop, shop)
                checks.that(kinds[-1:] in (["cdx"], ["timemap"]), f"{shop}: the archive was asked: {kinds}")
            check_told(checks, site, told)
            check_hostile(checks, site, told)
            check_command(checks, site, archives, work / "good")
    finally:
        site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
