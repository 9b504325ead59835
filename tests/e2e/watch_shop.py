#!/usr/bin/env python3
"""A shop of 500 products over three rounds: the series, the changes, and what ends it.

    watch_shop.py [--fast]

Prices change before the second round, robots.txt and the terms of use before the third. The shop is
a server of this test on 127.0.0.1; its log tells what was asked.
"""
import argparse
import http.server
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyarrow.parquet

import _assay

PRODUCTS = 500
A_PAGE = 25
CONTACT = "https://watcher.example/bot"


class Shop(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked = []
        self.prices = {i: 1000 + 7 * i for i in range(PRODUCTS)}  # cents
        self.sold_out = set()
        self.missing = set()
        self.robots = "User-agent: *\nDisallow: /cart\n"
        self.terms = "You may compare our prices. Automated collecting is welcome."
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def origin(self):
        return f"http://shop.test:{self.server_address[1]}"

    def product(self, i):
        offer = {"@type": "Offer", "price": f"{self.prices[i] / 100:.2f}", "priceCurrency": "EUR",
                 "availability": "https://schema.org/" + ("OutOfStock" if i in self.sold_out else "InStock")}
        return {"@type": "Product", "sku": f"S{i}", "name": f"Article {i}", "offers": offer}

    def page(self, path):
        foot = '<footer><a href="/terms">Terms of Use</a></footer>'
        if path == "/":
            links = "".join(f'<a href="/list/{n}">list</a>' for n in range(PRODUCTS // A_PAGE))
            return f"<title>Shop</title>{links}<a href='/cart'>cart</a>{foot}"
        if path.startswith("/list/"):
            first = int(path.rsplit("/", 1)[1]) * A_PAGE
            goods = [self.product(i) for i in range(first, first + A_PAGE) if i not in self.missing]
            data = json.dumps({"@context": "https://schema.org", "@graph": goods})
            return f'<title>List</title><script type="application/ld+json">{data}</script>{foot}'
        return f"<title>Terms</title><main><p>{self.terms}</p></main>" if path == "/terms" else None


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        shop = self.server
        shop.asked.append(self.path)
        body = shop.robots if self.path == "/robots.txt" else shop.page(self.path)
        kind = "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8"
        data = (body or "nothing here").encode()
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Watcher:
    """Runs `assay watch` and its kin on one workspace."""

    def __init__(self, shop, folder):
        self.shop, self.folder = shop, folder
        self.plan = folder / "shop.yaml"
        port = shop.server_address[1]
        self.network = ["--contact", CONTACT, "--allow-network", "127.0.0.1/32", "--delay", "0",
                        "--resolve", f"shop.test:{port}:127.0.0.1"]
        self.plan.write_text(f"""\
assay: 1
use: {{purpose: market-analysis, jurisdiction: EU}}
crawl:
  seeds: [{shop.origin}/]
  pictures: false
  depth: 1
  every: 1s
network:
  contact: {CONTACT}
  delay_ms: 0
  allow: [127.0.0.1/32]
  resolve: ["shop.test:{port}:127.0.0.1"]
""")
        self.out = folder / "out"

    def run(self, *arguments):
        command = [_assay.ASSAY, *arguments, "--workspace", self.out / ".assay"]
        return subprocess.run(command, text=True, capture_output=True, check=False)

    def round(self):
        time.sleep(1.1)  # another slot of the plan's `every`
        self.shop.asked.clear()
        done = self.run("watch", self.plan, "--out", self.out, "--json")
        return done, json.loads(done.stdout) if done.stdout.startswith("{") else None


def forget_probes(watcher):
    """As if the day were over for which an answer is believed."""
    with sqlite3.connect(watcher.out / ".assay" / "catalog.sqlite") as catalog:
        rows = catalog.execute("SELECT origin, file, answer FROM probes").fetchall()
        for origin, file, answer in rows:
            old = json.loads(answer)
            old["at"] -= 90_000
            catalog.execute("UPDATE probes SET answer = ? WHERE origin = ? AND file = ?",
                            (json.dumps(old, separators=(",", ":"), sort_keys=True), origin, file))


def first_rounds(checks, watcher):
    shop = watcher.shop
    done, changes = watcher.round()
    checks.equal(done.returncode, 0, f"the first round ends well {done.stderr}")
    checks.equal((changes["rounds"], changes["products"]), (1, PRODUCTS), "the first round sees every product")
    checks.equal("/cart" in shop.asked, False, "nobody asks for what robots.txt forbids")
    checks.equal(max(shop.asked.count(path) for path in shop.asked), 1, "every address is asked once")

    for i in range(0, 40):
        shop.prices[i] += 100
    shop.sold_out = {100}
    shop.missing = {200, 201}
    done, changes = watcher.round()
    prices = {c["product"]: (c["from"], c["to"]) for c in changes["changed"] if c["what"] == "price"}
    wanted = {f"sku:S{i}": (f"{(1000 + 7 * i) / 100:.2f}", f"{(1100 + 7 * i) / 100:.2f}") for i in range(40)}
    checks.equal(prices, wanted, "every change of a price is told, and nothing else")
    checks.equal([(c["product"], c["to"]) for c in changes["changed"] if c["what"] == "availability"],
                 [("sku:S100", "out_of_stock")], "what is sold out is told")
    checks.equal(sorted(c["product"] for c in changes["gone"]), ["sku:S200", "sku:S201"], "what is gone is told")
    checks.equal([p for p in shop.asked if p.endswith((".txt", ".json"))], [],
                 "within a day the site's answers are believed")


def series(checks, watcher, rounds, rows):
    table = pyarrow.parquet.read_table(watcher.out / "prices.parquet").to_pylist()
    checks.equal((len({r["round"] for r in table}), len(table)), (rounds, rows), "the series has a row for each product and round")
    leaves = [r["leaf"] for r in table]
    checks.equal(min(leaves) >= 0 and all(r["warc_record"] for r in table), True, "each observation has its evidence")
    checks.equal({r["price"] for r in table if r["product"] == "sku:S0"}, {"10.00", "11.00"}, "the series keeps both prices")


def the_stop(checks, watcher):
    shop = watcher.shop
    done = watcher.run("origin", "show", shop.origin)
    checks.equal(("open" in done.stdout, done.returncode), (True, 0), "terms were found, and are open")
    done = watcher.run("origin", "clear", shop.origin, "--by", "A. Lawyer", "--until", "2099-01-01")
    checks.equal(done.returncode, 0, f"a person clears the terms {done.stderr}")

    shop.robots += "Disallow: /list/3\n"
    shop.terms = "You must not use robots, scrapers or other automated means to collect prices."
    forget_probes(watcher)
    done, changes = watcher.round()
    lost = [c["product"] for c in changes["lost"]]
    # /list/3 forbids no other list: 0 to 19 have one or two digits, and none but 3 begins with 3.
    checks.equal(sorted(lost), sorted(f"sku:S{i}" for i in range(75, 100)), "what robots.txt forbids now is lost, not gone")
    checks.equal("/list/3" in shop.asked, False, "and nobody asked for it")
    checks.equal((done.returncode, "A0131" in done.stderr), (1, True), "changed terms end the series")
    done, _ = watcher.round()
    checks.equal((done.returncode, shop.asked), (1, []), "the next round asks nobody")
    shown = watcher.run("origin", "show", shop.origin).stdout
    checks.equal("reopened" in shown and "automation prohibits" in shown, True, "the clause is quoted for a person")
    done = watcher.run("origin", "block", shop.origin, "--by", "A. Lawyer", "--reason", "scraping is forbidden")
    checks.equal(done.returncode, 0, "a person blocks the origin")
    done, _ = watcher.round()
    checks.equal((done.returncode, shop.asked, "blocked" in done.stderr), (1, [], True), "a blocked origin is left alone")


def recheck(checks, watcher):
    shop = watcher.shop
    watcher.run("origin", "clear", shop.origin, "--by", "A. Lawyer", "--until", "2099-01-01")
    done = watcher.run("acquire", "recheck", *watcher.network, "--out", watcher.out, "--json",
                       "--purpose", "market-analysis")
    found = json.loads(done.stdout)
    checks.equal((done.returncode, found["withdrawn"]), (1, 1), f"what was fetched and is forbidden now is withdrawn {done.stderr}")
    listed = json.loads((watcher.out / "withdrawals.json").read_text())["withdrawals"]
    checks.equal([w["url"] for w in listed], [shop.origin + "/list/3"], "and listed for releases")
    shown = watcher.run("explain", shop.origin + "/list/3").stdout
    checks.equal("withdrawn from" in shown, True, "explain tells it")
    again = json.loads(watcher.run("acquire", "recheck", *watcher.network, "--out", watcher.out, "--json",
                                   "--purpose", "market-analysis").stdout)
    checks.equal(again["withdrawn"], 0, "it is withdrawn once")
    done = watcher.run("ledger", "verify")
    checks.equal(done.returncode, 0, f"the ledger verifies {done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: it is fast")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="shop.") as name:
        watcher = Watcher(Shop(), Path(name))
        first_rounds(checks, watcher)
        before = len(watcher.shop.asked)
        series(checks, watcher, 2, 2 * PRODUCTS - 2)
        checks.equal(len(watcher.shop.asked), before, "reading the series asks nobody")
        the_stop(checks, watcher)
        recheck(checks, watcher)
    return checks.finish()


if __name__ == "__main__":
    sys.exit(main())
