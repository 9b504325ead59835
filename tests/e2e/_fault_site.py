"""Servers that fail, each in its own way, and what a crawl has to make of each."""

import gzip
import time
import zlib

from _site import answer, page, redirect, text

TIMEOUT_S = 2
HOPS = 15
NONE = (None,)
FETCHED, FAILED, REFUSED = ("fetched",), ("failed",), ("refused",)


def chain(hops):
    """robots.txt that is so many redirects away, and then forbids /x."""
    table = {f"/r{number}": redirect(f"/r{number + 1}") for number in range(1, hops)}
    return {"/robots.txt": redirect("/r1"), **table, f"/r{hops}": text("User-agent: *\nDisallow: /x\n")}


def silent(peer, _):
    peer.wait_for_close(TIMEOUT_S * 3)


def dripping(peer, _):
    peer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    peer.drip(b"x" * 1000, 0.05)


def dripping_head(peer, _):
    peer.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000, 0.05)


def reset(peer, _):
    peer.reset()


def reset_in_body(peer, _):
    peer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half")
    time.sleep(0.1)
    peer.reset()


def raw(head, body=b"<p>x"):
    """Lines as they are, and then the connection closes."""

    def play(peer, _):
        peer.write(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)

    return play


def bomb():
    """64 MiB of nothing in 64 KiB."""
    return answer(gzip.compress(bytes(64 << 20), 6), "Content-Encoding: gzip")


OK = "HTTP/1.1 200 OK\nContent-Type: text/html"
LONG_ROBOTS = b"User-agent: *\n" + b"#" + b"x" * 504_985 + b"\nDisallow: /x\n" + b"# " + b"y" * 109_000 + b"\n"
DENY_X = "User-agent: *\nDisallow: /x\n"


def robots():
    """{host: (its robots.txt and what belongs to it, state of its home page, state of /x)}."""

    def own(play):
        return {"/robots.txt": play}

    return {
        "r-ok.test": (own(text(DENY_X)), FETCHED, REFUSED),
        "r-one.test": (chain(1), FETCHED, REFUSED),
        "r-five.test": (chain(5), FETCHED, REFUSED),
        "r-six.test": (chain(6), REFUSED, NONE),
        "r-loop.test": (own(redirect("/robots.txt")), REFUSED, NONE),
        "r-nowhere.test": (own(answer("", status="301 Moved")), REFUSED, NONE),
        "r-file.test": (own(redirect("file:///etc/passwd")), REFUSED, NONE),
        "r-inside.test": (own(redirect("http://169.254.169.254/robots.txt")), REFUSED, NONE),
        "r-403.test": (own(answer("", status="403 Forbidden")), REFUSED, NONE),
        "r-401.test": (own(answer("", status="401 Unauthorized")), REFUSED, NONE),
        "r-404.test": (own(answer("", status="404 Not Found")), FETCHED, FETCHED),
        "r-429.test": (own(answer("", status="429 Too Many Requests")), REFUSED, NONE),
        "r-500.test": (own(answer("", status="500 Oh")), REFUSED, NONE),
        "r-503.test": (own(answer("", "Retry-After: 1", status="503 Later")), REFUSED, NONE),
        "r-304.test": (own(raw("HTTP/1.1 304 Not Modified", b"")), REFUSED, NONE),
        "r-timeout.test": (own(silent), REFUSED, NONE),
        "r-drip.test": (own(dripping), REFUSED, NONE),
        "r-reset.test": (own(reset), REFUSED, NONE),
        "r-half.test": (own(reset_in_body), REFUSED, NONE),
        "r-short.test": (
            own(raw("HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 1000", DENY_X.encode())),
            REFUSED,
            NONE,
        ),
        "r-bom.test": (own(text(b"\xef\xbb\xbf" + DENY_X.encode())), FETCHED, REFUSED),
        "r-long.test": (own(text(LONG_ROBOTS)), FETCHED, REFUSED),
        "r-nul.test": (own(text(b"\0\1\2" * 1000)), (None, "refused", "fetched"), None),
        "r-nul-rule.test": (
            own(text(b"User-agent: *\nDisallow: /x\nDisallow: /\0y\n")),
            (None, "refused", "fetched"),
            (None, "refused"),
        ),
        "r-html.test": (own(page(body="Not a rule: Disallow: /x")), FETCHED, FETCHED),
        "r-gzip.test": (own(text(gzip.compress(DENY_X.encode()), "Content-Encoding: gzip")), FETCHED, REFUSED),
        "r-raw-deflate.test": (
            own(text(zlib.compress(DENY_X.encode())[2:-4], "Content-Encoding: deflate")),
            FETCHED,
            REFUSED,
        ),
        "r-gzip-cut.test": (own(text(gzip.compress(DENY_X.encode())[:-12], "Content-Encoding: gzip")), REFUSED, NONE),
        "r-br.test": (
            own(text(bytes.fromhex("0b0d80557365722d6167656e743a202a0a03"), "Content-Encoding: br")),
            REFUSED,
            NONE,
        ),
        "r-chunks.test": (
            own(raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"1a\r\nUser-agent: *\nDisallow: /x\r\n0\r\n\r\n")),
            FETCHED,
            REFUSED,
        ),
        "r-chunks-cut.test": (
            own(raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"ffff\r\nUser-agent: *\n")),
            REFUSED,
            NONE,
        ),
        "r-garbage.test": (own(raw("SSH-2.0-OpenSSH_9", b"")), REFUSED, NONE),
        # One question without an answer is no refusal, but the page goes to a person: origin.not_probed.
        "r-tdm-500.test": ({"/.well-known/tdmrep.json": answer("", status="500 Oh")}, FETCHED, FETCHED),
        "r-ai-reset.test": (
            {"/ai.txt": reset, "/.well-known/tdmrep.json": answer("", "Connection: close", status="404 Not Found")},
            FETCHED,
            FETCHED,
        ),
    }


# On a connection that was kept: the server may have closed it before it saw the request, so it is put once more, in its time.
KEPT = ("f-reset-kept.test", "f-empty-kept.test")


def locations(site):
    """Where no redirect and no picture may lead, with the names of hosts that are in scope all the same."""
    return [
        "http://127.0.0.2:%d/" % site.port,
        "http://10.0.0.1/",
        "http://[::1]:%d/" % site.port,
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0:%d/" % site.port,
        "http://2130706434:%d/" % site.port,
        "http://[::ffff:127.0.0.2]:%d/" % site.port,
        "http://f-inside-name.test:%d/" % site.port,
    ]


def faults(site):
    """{host: (play of /fault, states that its row may have, words one of which its problem holds)}."""
    return {
        "f-drip.test": (dripping, FAILED, "timed out"),
        "f-drip-head.test": (dripping_head, FAILED, "timed out"),
        "f-silent.test": (silent, FAILED, "timed out"),
        "f-bomb.test": (bomb(), FAILED, "cut.length"),
        "f-gzip-cut.test": (
            answer(gzip.compress(b"<p>" * 100)[:-9], "Content-Encoding: gzip"),
            FAILED,
            "Content-Encoding",
        ),
        "f-not-gzip.test": (answer(b"<p>plain", "Content-Encoding: gzip"), FAILED, "Content-Encoding"),
        "f-short.test": (raw(OK + "\nContent-Length: 1000"), FAILED, ""),
        "f-long.test": (raw(OK + "\nContent-Length: 3\nConnection: close", b"<p>x and more"), FETCHED, None),
        "f-length-word.test": (raw(OK + "\nContent-Length: many"), ("failed", "fetched"), None),
        "f-length-minus.test": (raw(OK + "\nContent-Length: -5"), ("failed", "fetched"), None),
        "f-length-two.test": (
            raw(OK + "\nContent-Length: 4\nContent-Length: 9\nConnection: close"),
            ("failed", "fetched"),
            None,
        ),
        "f-length-huge.test": (raw(OK + "\nContent-Length: 99999999999999999999"), ("failed", "fetched"), None),
        "f-chunk-huge.test": (
            raw(OK + "\nTransfer-Encoding: chunked", b"ffffffffffffffffff\r\nx\r\n0\r\n\r\n"),
            FAILED,
            "",
        ),
        "f-loop.test": (redirect("/fault2"), ("redirected",), None),
        "f-self.test": (redirect("/fault"), ("redirected",), None),
        "f-chain.test": (redirect("/hop1"), ("redirected",), None),
        "f-file.test": (redirect("file:///etc/passwd"), ("redirected",), "redirect.wrong"),
        "f-user.test": (
            redirect(site.url("f-user.test", "/other").replace("://", "://user:word@")),
            ("redirected",),
            "redirect.wrong",
        ),
        "f-odd-location.test": (
            raw("HTTP/1.1 302 Found\nLocation: /\xc3\xa4\xff b\nContent-Length: 0"),
            ("redirected",),
            "",
        ),
        "f-no-location.test": (answer("", status="302 Found"), FAILED, None),
        "f-two-locations.test": (
            answer("", "Location: /one", "Location: /two", status="302 Found"),
            ("redirected",),
            None,
        ),
        "f-cr.test": (
            raw(OK + "\nX-A: b\rX-Robots-Tag: noai\nContent-Length: 4"),
            ("failed", "fetched", "refused"),
            None,
        ),
        "f-nul.test": (raw(OK + "\nX-A: b\0c\nContent-Length: 4"), ("failed", "fetched"), None),
        "f-fold.test": (raw(OK + "\nX-Robots-Tag: max-snippet:1,\n noai\nContent-Length: 4"), REFUSED, None),
        "f-space-colon.test": (raw(OK + "\nX-Robots-Tag : noai\nContent-Length: 4"), ("failed", "refused"), None),
        "f-heads.test": (raw(OK + "\nX-Long: " + "y" * 300_000), FAILED, "head"),
        "f-many-heads.test": (
            raw(OK + "".join(f"\nX-{number}: {'y' * 200}" for number in range(1500))),
            FAILED,
            "head",
        ),
        "f-interim.test": (
            raw("HTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 200 OK\nX-Robots-Tag: noai\nContent-Length: 4"),
            REFUSED,
            None,
        ),
        "f-reset.test": (reset, FAILED, ""),
        "f-half.test": (reset_in_body, FAILED, ""),
        "f-reset-kept.test": (reset, FAILED, ""),
        "f-empty-kept.test": (lambda peer, request: None, FAILED, ""),
        "f-empty.test": (lambda peer, request: None, FAILED, ""),
        "f-garbage.test": (raw("\x16\x03\x01 garbage", b""), FAILED, ""),
        "f-old.test": (raw("hello, no status line", b""), FAILED, ""),
        "f-status.test": (raw("HTTP/1.1 999 What"), FAILED, None),
        "f-status-0.test": (raw("HTTP/1.1 000 Zero\nContent-Length: 0", b""), FAILED, None),
        "f-h2.test": (raw("HTTP/2 200 OK\nContent-Type: text/html\nContent-Length: 4"), ("failed", "fetched"), None),
        "f-304.test": (raw("HTTP/1.1 304 Not Modified", b""), FAILED, None),
        "f-206.test": (
            raw(
                "HTTP/1.1 206 Partial Content\nContent-Type: text/html\nContent-Range: bytes 0-3/10\nContent-Length: 4"
            ),
            ("failed", "fetched"),
            None,
        ),
        "f-500.test": (answer("no", status="500 Oh"), FAILED, None),
        "f-402.test": (answer("pay", status="402 Payment Required"), REFUSED, None),
        "f-451.test": (answer("law", status="451 Unavailable For Legal Reasons"), REFUSED, None),
        "f-br.test": (answer(b"\x0b\x02\x80<p>hi\x03", "Content-Encoding: br"), FAILED, "coding.unknown"),
        "f-type.test": (
            raw("HTTP/1.1 200 OK\nContent-Type: text/html; charset=\xff\0\"'nonsense\nContent-Length: 4"),
            ("failed", "fetched"),
            None,
        ),
        "f-broken-page.test": (
            answer(b"<" * 200_000 + b"\0\xff<a href='" + b"x" * 100_000),
            ("failed", "fetched"),
            None,
        ),
        "f-downgrade.test": (redirect(site.url("f-downgrade.test", "/plain")), ("redirected",), None),
    }
