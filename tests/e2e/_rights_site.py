"""Hosts that say in every way there is what may not be had: what each serves, what may be asked of it, and what not."""

import struct
import zlib

from _site import answer, page, redirect, text

SENT_BYTES = 32 << 20
EVERYBODY = "User-agent: *\n"


def png(shade):
    """A picture of 8 x 8 pixels in one shade."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([shade] * 8)) * 8
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def large(*headers):
    """A head, and behind it more than buffers hold: a body that is not read is not sent."""

    def play(peer, _):
        peer.write(answer(b"", *headers).replace(b"Content-Length: 0", b"Content-Length: %d" % SENT_BYTES))
        for _ in range(SENT_BYTES >> 16):
            peer.write(bytes(1 << 16))

    return play


def cached(links, etag=None, modified=None, picture=None):
    """A page, or a picture, that answers 304 to who has it."""
    headers = [f"ETag: {etag}"] * bool(etag) + [f"Last-Modified: {modified}"] * bool(modified)

    def play(_, request):
        has = (etag and request.header("if-none-match") == etag) or (
            modified and request.header("if-modified-since") == modified
        )
        if not has:
            return answer(picture, *headers, kind="image/png") if picture else page(*links, headers=headers)
        return "\r\n".join(["HTTP/1.1 304 Not Modified", *headers, "", ""]).encode()

    return play


def pages(*targets):
    """A home page with links to them, and a page at each."""
    return {"/": page(*targets), **{target: page(body=target) for target in targets}}


ROBOTS = """User-agent: *
Disallow: /

User-agent: assaybot
Disallow: /private/
Allow: /private/open/
Disallow: /*.pdf$
Disallow: /tmp*x
Allow: /page
Disallow: /*.htm
"""
TDMREP = '[{"location": "/reserved/", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]'


def hosts(url):
    """{host: (its table, targets that are asked for, targets that are not)}."""
    table = {
        "robots.test": (
            {"/robots.txt": text(ROBOTS)},
            ["/private/open/b", "/doc.pdf?x=1", "/tmp/ay", "/page", "/PRIVATE/a"],
            ["/private/a", "/%70rivate/c", "/doc.pdf", "/tmp/ax", "/page.htm", "/private/away"],
        ),
        "star.test": (
            {
                "/robots.txt": text(
                    EVERYBODY
                    + "Disallow: /no\nSitemap: "
                    + url("star.test", "/map.xml")
                    + "\n\nUser-agent: Assay\nDisallow: /yes\n"
                ),
                "/map.xml": answer(
                    f"<urlset><url><loc>{url('star.test', '/mapped')}</loc></url>"
                    f"<url><loc>{url('star.test', '/no/mapped')}</loc></url></urlset>",
                    kind="application/xml",
                ),
                "/mapped": page(),
            },
            ["/yes", "/map.xml", "/mapped"],
            ["/no", "/no/a", "/nothing", "/no/mapped"],
        ),
        "usage.test": (
            {
                "/robots.txt": text(
                    EVERYBODY + "Content-Usage: /closed/ train-ai=n\nContent-Usage: /closed/but/ train-ai=y\nAllow: /\n"
                )
            },
            ["/open/a", "/closed/but/a"],
            ["/closed/a"],
        ),
        "signal.test": (
            {"/robots.txt": text(EVERYBODY + "Content-Signal: search=yes, ai-train=no\nAllow: /\n")},
            [],
            ["/", "/a"],
        ),
        "tdm.test": (
            {"/.well-known/tdmrep.json": answer(TDMREP, kind="application/json")},
            ["/free/a"],
            ["/reserved/a"],
        ),
        "aitxt.test": (
            {
                "/ai.txt": text("User-Agent: *\nDisallow: *.jpg\n"),
                "/": page("/b.html", '<img src="/a.jpg">', '<img src="/c.png">'),
                "/a.jpg": answer(png(1), kind="image/jpeg"),
            },
            ["/b.html"],
            ["/a.jpg", "/c.png"],
        ),
        "hop.test": (
            {
                "/robots.txt": text(EVERYBODY + "Disallow: /forbidden\n"),
                "/go": redirect("/forbidden/b"),
                "/away": redirect(url("robots.test", "/private/away")),
                "/fine": redirect("/there"),
                "/there": page(),
            },
            ["/go", "/away", "/fine", "/there"],
            ["/forbidden/b"],
        ),
        "shop.test": (
            {"/": page(f'<img src="{url("cdn.test", "/ok/1.png")}">', f'<img src="{url("cdn.test", "/no/2.png")}">')},
            [],
            [],
        ),
        "cdn.test": (
            {
                "/robots.txt": text(EVERYBODY + "Disallow: /no/\n"),
                "/ok/1.png": answer(png(90), kind="image/png"),
                "/no/2.png": answer(png(91), kind="image/png"),
            },
            ["/ok/1.png"],
            ["/no/2.png"],
        ),
        "meta.test": (
            {
                "/": page("/leaf", "/closed", "/noai", '<a rel="ugc nofollow" href="/hidden/rel">x</a>'),
                "/closed": page("/hidden/meta", head='<meta name="robots" content="index, NoFollow">'),
                "/none": page("/hidden/none", head='<meta name="Robots" content="none">'),
                "/bot": page("/hidden/bot", head='<meta name="assaybot" content="nofollow">'),
                "/tag": page("/hidden/tag", headers=["X-Robots-Tag: nofollow"]),
                "/noai": page(head='<meta name="robots" content="noai">'),
                "/leaf": page("/none", "/bot", "/tag", "/noai"),
            },
            ["/leaf", "/closed", "/noai", "/none", "/bot", "/tag"],
            ["/hidden/rel", "/hidden/meta", "/hidden/none", "/hidden/bot", "/hidden/tag"],
        ),
        "header.test": (
            {
                "/": page("/noai", "/tdm", "/usage", "/clean", "/again"),
                "/again": page("/noai", "/tdm", "/usage"),
                "/clean": page(),
                "/noai": large("X-Robots-Tag: noai"),
                "/tdm": large("tdm-reservation: 1"),
                "/usage": large("Content-Usage: train-ai=n"),
            },
            ["/noai", "/tdm", "/usage", "/clean"],
            [],
        ),
        "plain.test": (
            {
                "/": cached(["/etag", "/date", "/bare", '<img src="/a.png">'], etag='"7"'),
                "/a.png": cached([], etag="9", picture=png(7)),
                "/etag": cached(["/deep"], etag='W/"a b"'),
                "/deep": cached([], etag='"d"'),
                "/date": cached([], modified="Mon, 12 Jan 2026 10:00:00 GMT"),
                "/bare": page("/cookie", "/user"),
                "/cookie": page("/after", headers=["Set-Cookie: who=you; Path=/", "Set-Cookie2: x=y"]),
                "/after": page(),
                "/user": answer("", 'WWW-Authenticate: Basic realm="x"', status="401 Unauthorized"),
            },
            ["/etag", "/a.png", "/deep", "/date", "/bare", "/cookie", "/after", "/user"],
            [],
        ),
    }
    for plays, allowed, forbidden in table.values():
        for target, play in pages(*allowed, *forbidden).items():
            plays.setdefault(target, play)
    return table


def targets_are_kept(checks, table, crawl, url):
    """What is asked for, what is not, and the rows of both; `url` gives the address of a host and a target."""
    for host, (_, allowed, forbidden) in table.items():
        for target in allowed:
            checks.equal(crawl.asked(url(host, target)), 1, f"{url(host, target)} is asked for once")
        for target in forbidden:
            address = url(host, target)
            checks.equal(crawl.asked(address), 0, f"{address} is not asked for")
            if "/hidden/" in target or address not in crawl.rows and host == "signal.test":
                checks.that(address not in crawl.rows, f"{address} was not followed")
                continue
            row = crawl.rows.get(address) or {}
            checks.equal((row.get("state"), row.get("verdict")), ("refused", "deny"), f"the row of {address}")
            checks.that(row.get("reasons"), f"{address} is refused with a reason")
