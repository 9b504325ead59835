#!/usr/bin/env python3
"""Licence documents (RSL) of a local web: asked for first and once, believed, and never where they may not be.

    crawl_licences.py [--fast]

What was asked is read from the servers' log.
"""

import argparse
import json
import tempfile
from pathlib import Path

import _assay
import _crawl
from _site import Site, answer, page, redirect, text

DAY = ("--date", _assay.DATE)
RSL = "application/rsl+xml"


def document(*contents):
    """(pattern, elements of its licence) as RSL."""
    body = "".join(f'<content url="{url}"><license>{inside}</license></content>' for url, inside in contents)
    return answer(f'<rsl xmlns="https://rslstandard.org/rsl">{body}</rsl>', kind=RSL)


NO = '<prohibits type="usage">ai-train</prohibits>'
PAID = '<permits type="usage">ai-train</permits><payment type="purchase"><amount currency="EUR">9</amount></payment>'
FREE = '<permits type="usage">all</permits>'
LINK = f'Link: </l.xml>; rel="license"; type="{RSL}"'


def tables(url):
    inline = f'<script type="{RSL}"><rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license>{NO}</license></content></rsl></script>'
    return {
        # Its own document, with a part for each word.
        "own.test": {
            "/robots.txt": text(f"License: {url('own.test', '/license.xml')}\n"),
            "/license.xml": document(("/closed/*", NO), ("/paid/*", PAID), ("/free/*", FREE)),
            "/": page("/closed/a", "/paid/a", "/free/a", "/else"),
            **{target: page() for target in ("/closed/a", "/paid/a", "/free/a", "/else")},
        },
        # A document that many share, on a host that has rules of its own, behind a redirect.
        "far.test": {
            "/robots.txt": text(f"License: {url('terms.test', '/old.xml')}\n"),
            "/": page("/no/a", "/yes"),
            "/no/a": page(),
            "/yes": page(),
        },
        "also.test": {
            "/robots.txt": text(f"License: {url('terms.test', '/old.xml')}\n"),
            "/": page("/no/a"),
            "/no/a": page(),
        },
        "terms.test": {
            "/robots.txt": text("User-agent: *\nDisallow: /secret/\n"),
            "/old.xml": redirect("/rsl.xml"),
            "/rsl.xml": document((url("far.test", "/no/*"), NO)),
            "/secret/rsl.xml": document(("/", NO)),
        },
        # What may not be asked for, what leads there, what is broken, and what is not there.
        "secret.test": {"/robots.txt": text(f"License: {url('terms.test', '/secret/rsl.xml')}\n"), "/": page()},
        "astray.test": {
            "/robots.txt": text(f"License: {url('astray.test', '/l.xml')}\n"),
            "/l.xml": redirect(url("terms.test", "/secret/rsl.xml")),
            "/": page(),
        },
        "broken.test": {
            "/robots.txt": text(f"License: {url('broken.test', '/l.xml')}\n"),
            "/l.xml": answer("<rsl><content>", kind=RSL),
            "/": page(),
        },
        "gone.test": {"/robots.txt": text(f"License: {url('gone.test', '/l.xml')}\n"), "/": page()},
        # Declared by a header, a link and a script.
        "head.test": {
            "/": page("/one", '<img src="/p.png">'),
            "/one": page("/two", headers=[LINK]),
            "/two": page(headers=[LINK]),
            "/p.png": answer(b"\x89PNG", f'Link: </p.xml>; rel="license"; type="{RSL}"', kind="image/png"),
            "/l.xml": document(("/", NO)),
            "/p.xml": document(("/", PAID)),
        },
        "html.test": {
            "/": page("/inline", head=f'<link rel="license" type="{RSL}" href="/l.xml">'),
            "/inline": page(head=inline),
            "/l.xml": document(("/", NO)),
        },
    }


def reasons(row):
    return {code.split(" ")[0] for code in row["reasons"] or []}


def what_documents_say(checks, site, crawl):
    url, rows = site.url, crawl.rows
    expected = {
        ("own.test", "/closed/a"): ("refused", "deny", "optout.rsl"),
        ("own.test", "/paid/a"): ("fetched", "review", "licence.conditions"),
        ("own.test", "/free/a"): ("fetched", "review", "signal.grant"),
        ("own.test", "/else"): ("fetched", "review", "licence.none"),
        ("far.test", "/no/a"): ("refused", "deny", "optout.rsl"),
        ("far.test", "/yes"): ("fetched", "review", "licence.none"),
        ("also.test", "/no/a"): ("fetched", "review", "licence.none"),
        ("secret.test", "/"): ("fetched", "review", "origin.not_probed"),
        ("astray.test", "/"): ("fetched", "review", "origin.not_probed"),
        ("broken.test", "/"): ("fetched", "review", "origin.not_probed"),
        ("gone.test", "/"): ("fetched", "review", "signal.unknown"),
        ("head.test", "/one"): ("fetched", "deny", "optout.rsl"),
        ("head.test", "/two"): ("refused", "deny", "optout.rsl"),
        ("html.test", "/"): ("fetched", "deny", "optout.rsl"),
        ("html.test", "/inline"): ("fetched", "deny", "optout.rsl"),
    }
    for (host, target), (state, verdict, reason) in expected.items():
        row = rows.get(url(host, target)) or {"state": None, "verdict": None, "reasons": []}
        checks.equal((row["state"], row["verdict"]), (state, verdict), f"the row of {host}{target}")
        checks.that(reason in reasons(row), f"{host}{target} is told {reason}, found {sorted(reasons(row))}")
    for host in ("own.test", "far.test"):
        checks.that("origin.not_probed" not in reasons(rows[url(host)]), f"{host}: nothing is left unasked")


def what_was_asked(checks, site, crawl):
    order = site.targets("own.test", crawl.since)
    checks.equal(order[:4], [*_crawl.PROBES, "/license.xml"], "a licence document is asked for before any page")
    for host, target in (("own.test", "/license.xml"), ("terms.test", "/old.xml"), ("terms.test", "/rsl.xml"),
                         ("broken.test", "/l.xml"), ("gone.test", "/l.xml"), ("astray.test", "/l.xml"),
                         ("head.test", "/l.xml"), ("head.test", "/p.xml"), ("html.test", "/l.xml")):
        checks.equal(crawl.asked(site.url(host, target)), 1, f"{host}{target} is asked for once")
    for host, target in (("own.test", "/closed/a"), ("far.test", "/no/a"), ("terms.test", "/secret/rsl.xml")):
        checks.equal(crawl.asked(site.url(host, target)), 0, f"{host}{target} is not asked for")
    checks.equal(site.targets("terms.test", crawl.since)[0], "/robots.txt", "a document's host is asked first")


def rights_check(checks, site):
    """One address, without a crawl: the same answers."""
    def ask(host, target):
        flags = _crawl.command(site, "none", [])[2:]
        network = [flag for flag in flags if flag not in ("--out", "none", "--fail-on", "never")]
        code, stdout, stderr = _assay.run("rights", "check", site.url(host, target), *network)
        checks.equal(code, 0, f"rights check {host}{target} {stderr}")
        return json.loads(stdout)

    since = len(site.log)
    said = ask("own.test", "/closed/a")
    checks.equal(said["uses"]["train"]["value"], "deny", "rights check: what the document prohibits")
    checks.that(any(r["code"] == "optout.rsl" for r in said["refusal"]["reasons"]), "rights check: it refuses")
    checks.equal(site.targets("own.test", since), [*_crawl.PROBES, "/license.xml"], "rights check: what is asked")
    checks.equal(ask("own.test", "/paid/a")["uses"]["train"]["value"], "conditional", "rights check: what is offered")
    checks.equal(ask("html.test", "/")["uses"]["train"]["value"], "deny", "rights check: what the page declares")
    since = len(site.log)
    ask("astray.test", "/")
    checks.equal("/secret/rsl.xml" in site.targets("terms.test", since), False, "rights check: no forbidden redirect")


def recheck(checks, site, work, out):
    """A document that changes its mind withdraws what was fetched."""
    site.hosts["own.test"]["/license.xml"] = document(("/", NO))
    flags = [flag for flag in _crawl.command(site, out, [])[2:] if flag not in ("--fail-on", "never")]
    code, stdout, stderr = _assay.run("acquire", "recheck", *flags)
    checks.equal(code, 1, f"recheck finds something {stderr}")
    listed = json.loads((out / "withdrawals.json").read_text())["withdrawals"]
    withdrawn = {one["url"] for one in listed}
    checks.that({site.url("own.test", t) for t in ("/", "/paid/a", "/free/a", "/else")} <= withdrawn,
                f"recheck withdraws what the new document prohibits, found {sorted(withdrawn)} in {stdout}")
    checks.that(site.url("far.test", "/yes") not in withdrawn, "and nothing else")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: it is fast")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="licences.") as name:
        work = Path(name)
        site = Site()
        try:
            site.hosts.update(tables(site.url))
            seeds = [site.url(host) for host in site.hosts if host != "terms.test"]
            first = _crawl.Crawl(site, work / "out", seeds, *DAY)
            what_documents_say(checks, site, first)
            what_was_asked(checks, site, first)
            _crawl.accounting_is_exact(checks, first, "first run")
            _crawl.manners_are_kept(checks, first.log, "first run")
            _crawl.probes_are_asked_first_and_once(checks, first.log, "first run")
            _crawl.evidence_is_whole(checks, first.log, first.out, "first run")
            second = _crawl.Crawl(site, work / "out", seeds, *DAY)
            asked = [one.url for one in second.log if one.target.endswith((".xml", ".txt", ".json"))]
            checks.equal(asked, [], "second run: within a day nobody is asked again")
            checks.equal(second.rows[site.url("own.test", "/closed/a")]["reasons"],
                         first.rows[site.url("own.test", "/closed/a")]["reasons"], "second run: the same answer")
            rights_check(checks, site)
            recheck(checks, site, work, work / "out")
        finally:
            site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
