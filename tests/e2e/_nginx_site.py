"""Hosts that nginx serves: those of _rights_site.py, and what only a real server has to say.

Each as there: (its table, targets that are asked for once, targets that are not).
"""

import gzip

import _rights_site
from _rights_site import EVERYBODY, SENT_BYTES, pages, png
from _site import answer, page, redirect, text

BIG_BYTES = 65 << 20  # one more than a body may have
TRAP_DEPTH = 16
SILENT_ROBOTS = {
    "401": 'add_header WWW-Authenticate "Basic realm=x" always; return 401;',
    "403": "return 403;",
    "429": "add_header Retry-After 1 always; return 429;",
    "500": "return 500;",
    "503": "add_header Retry-After 1 always; return 503;",
    "closed": "return 444;",
}
REFUSALS = ("401", "402", "403", "451")
FAILURES = ("404", "410", "405")
HEADS = {  # header lines that refuse the use, whatever else stands in the answer
    "/noai": 'X-Robots-Tag "otherbot: index" always; add_header X-Robots-Tag "AssayBot: NoAI"',
    "/tdm": 'tdm-reservation "1"',
    "/usage": 'Content-Usage "search=y, train-ai=n"',
    "/signal": 'Content-Signal "search=yes, ai-train=no"',
}


def rights(nginx, url):
    """The table of _rights_site.py; what it plays by a function, nginx does by itself."""
    table = _rights_site.hosts(url)
    plain, header = table["plain.test"][0], table["header.test"][0]
    no_etag, no_date = "etag off; ", 'add_header Last-Modified ""; '
    links = ["/etag", "/date", "/bare", '<img src="/a.png">']
    plain["/"] = nginx.file(body(page(*links)))
    plain["/a.png"] = nginx.file(png(7), "image/png")
    plain["/etag"] = no_date + nginx.file(body(page("/deep")))
    plain["/deep"] = nginx.file(body(page(body="deep")))
    plain["/date"] = no_etag + nginx.file(body(page(body="date")))
    plain["/bare"] = no_etag + no_date + nginx.file(body(page("/cookie", "/user")))
    for target in ("/noai", "/tdm", "/usage"):
        header[target] = f"add_header {HEADS[target]} always; " + nginx.zeros(SENT_BYTES)
    return table


def body(response):
    return response.split(b"\r\n\r\n", 1)[1]


def statuses(prefix):
    """Origins that do not answer for themselves, and answers that are none. `prefix` is of names: who fails is
    spared for seconds, under either scheme.
    """
    table = {
        f"{prefix}-{name}.test": ({"/robots.txt": play}, [], ["/", "/secret"] if name == "403" else ["/"])
        for name, play in SILENT_ROBOTS.items()
    }
    for status in ("404", "410"):
        table[f"{prefix}-{status}.test"] = ({"/robots.txt": f"return {status};"}, ["/a"], [])
    table["status.test"] = (
        {
            "/": page(*(f"/{status}" for status in (*REFUSALS, *FAILURES))),
            **{f"/{status}": f"return {status};" for status in (*REFUSALS, *FAILURES)},
        },
        [f"/{status}" for status in (*REFUSALS, *FAILURES)],
        [],
    )
    return table


def chains(url, other, prefix):
    """Redirects of every kind, to who forbids, and to the other scheme, for which `other` gives addresses."""
    kinds = ("301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect")
    hops = {f"/hop{at}": redirect(f"/hop{at + 1}", kind) for at, kind in enumerate(kinds)}
    return {
        "moved.test": (
            {
                "/robots.txt": redirect("/r1", kinds[0]),
                "/r1": redirect("/r2", kinds[1]),
                "/r2": redirect(url("lent.test", "/r3"), kinds[2]),
                "/": page("/open", "/closed"),
            },
            ["/open", "/r1", "/r2"],
            ["/closed"],
        ),
        "lent.test": (
            {
                "/r3": redirect("/rules.txt", kinds[3]),
                "/rules.txt": text(EVERYBODY + "Disallow: /closed\n"),
                "/": page(),
            },
            ["/r3", "/rules.txt"],
            [],
        ),
        "hops.test": (
            {
                **hops,
                f"/hop{len(kinds)}": page(),
                "/out": redirect(url(f"{prefix}-403.test", "/secret"), kinds[1]),
                "/over": redirect(other("over.test", "/landed"), kinds[3]),
                "/": page("/hop0", "/out", "/over"),
            },
            [*hops, f"/hop{len(kinds)}", "/out", "/over"],
            [],
        ),
        "over.test": ({"/": page(), "/landed": page()}, [], []),
    }


def contents(nginx, url):
    """Codings, sitemaps, sizes, headers of rights."""
    inner = gzip.compress(
        f"<urlset><url><loc>{url('maps.test', '/deep')}</loc></url>"
        f"<url><loc>{url('maps.test', '/closed/b')}</loc></url></urlset>".encode(),
        mtime=0,
    )
    index = f"<sitemapindex><sitemap><loc>{url('maps.test', '/map.xml.gz')}</loc></sitemap></sitemapindex>"
    packed = "gzip on; gzip_min_length 0; gzip_types text/plain;"
    return {
        "maps.test": (
            {
                "": packed,
                "/robots.txt": text(EVERYBODY + "Disallow: /closed/\nSitemap: " + url("maps.test", "/maps.xml") + "\n"),
                "/maps.xml": answer(index, kind="application/xml"),
                "/map.xml.gz": answer(inner, kind="application/gzip"),
                "/": page(),
            },
            ["/maps.xml", "/map.xml.gz", "/deep"],
            ["/closed/b"],
        ),
        "packed.test": (
            {
                "": packed,
                "/robots.txt": text(EVERYBODY + "Disallow: /closed\n"),
                "/": page("/a", "/closed", body="words " * 5000),
            },
            ["/a"],
            ["/closed"],
        ),
        "head.test": (
            {
                "/": page(*HEADS, "/other", "/yes"),
                **{
                    target: f"add_header {lines} always; " + nginx.zeros(SENT_BYTES) for target, lines in HEADS.items()
                },
                "/other": page(headers=["X-Robots-Tag: otherbot: noai, nofollow"]),
                "/yes": page(headers=["Content-Usage: train-ai=y"]),
            },
            [*HEADS, "/other", "/yes"],
            [],
        ),
        "rsl.test": (
            {
                "/robots.txt": text(EVERYBODY + "License: " + url("rsl.test", "/licence.xml") + "\nAllow: /\n"),
                "/": page("/linked"),
                "/linked": page(
                    headers=[f'Link: <{url("rsl.test", "/licence.xml")}>; rel="license"; type="application/rsl+xml"']
                ),
                "/licence.xml": answer("<rsl/>", kind="application/rsl+xml"),
            },
            ["/linked"],
            [],
        ),
        **{f"plain{at}.test": ({}, ["/a", "/b"], []) for at in range(6)},
    }


def hosts(nginx, tls):
    """Everything for one scheme."""
    url, other = (nginx.tls_url, nginx.url) if tls else (nginx.url, nginx.tls_url)
    prefix = "tls" if tls else "robots"
    table = {**rights(nginx, url), **statuses(prefix), **chains(url, other, prefix), **contents(nginx, url)}
    for plays, allowed, forbidden in table.values():
        for target, play in pages(*allowed, *forbidden).items():
            plays.setdefault(target, play)
    return table


def paced(nginx):
    """{host: (its table, the least seconds between two requests)}."""
    slow = "limit_rate 16k; " + nginx.file(body(page(body="slow " * 4000)))
    table = {
        "own.test": ({}, [f"/{number}" for number in range(5)], 0.3),
        "slowly.test": ({"/robots.txt": text("User-agent: *\nCrawl-delay: 0.7\n")}, ["/0", "/1"], 0.7),
        "many.test": ({"/1": "add_header Retry-After 1 always; return 429;"}, ["/1", "/2"], 0.3),
        "later.test": ({"/1": "add_header Retry-After 6 always; return 503;"}, ["/1", "/2"], 0.3),
        "lazy.test": ({"/1": slow}, ["/1", "/2"], 0.3),
        "big.test": ({"/1": nginx.zeros(BIG_BYTES)}, ["/1", "/2"], 0.3),
        "gone.test": ({"": "keepalive_timeout 0;", "/1": "return 444;"}, ["/1", "/2"], 0.3),
        "stuck.test": ({"/1": "limit_rate 100; " + nginx.zeros(1 << 20)}, ["/1", "/2"], 0.3),
    }
    return {host: ({**pages(*targets), **plays}, least_s) for host, (plays, targets, least_s) in table.items()}


def traps():
    """{host: (its table, the most pages that crawl_scope.h leaves of it)}; links are made of what was asked."""

    def linked(*links):
        items = "".join(f"<a href='{link}'>x</a>" for link in links)
        return f'return 200 "<!doctype html><title>t</title>{items}";'

    session = linked(
        "/a?PHPSESSID=$request_id",
        "/b;jsessionid=$request_id?x=1",
        "/c?sid=$request_id&y=2&utm_source=s$request_id",
        "/?session_id=$request_id",
    )
    days = [f"/day?at=${{arg_at}}{digit}" for digit in range(4)]
    return {
        "calendar.test": ({"/": page("/day?at=1"), "/day": linked(*days)}, 1 + 200),
        "days.test": ({"/": page("/day/1/"), "~^/day/": linked("${uri}1/")}, 1 + 3),
        "session.test": ({target: session for target in ("/", "/a", "/b", "/c")}, 4),
        "deep.test": ({"/": linked("/again/"), "~^/again/": linked("${uri}again/")}, 1 + 3),
    }
