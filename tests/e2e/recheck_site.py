#!/usr/bin/env python3
"""Judging again what was fetched: from what is kept, without a request; and by asking many hosts at once.

    recheck_site.py [--fast]

What was asked is read from the servers' log.
"""

import argparse
import json
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import _assay
import _crawl
from _site import Site, answer, page, text

DAY = ("--date", _assay.DATE)
PAUSE_S = 0.15
HOSTS = 20
TAG = "X-Robots-Tag: nomodels"


def flags(site, out, *more, delay_s=0.02):
    given = _crawl.command(site, out, [], *more, delay_s=delay_s)[2:]
    at = given.index("--fail-on")
    return ["acquire", "recheck", *given[:at], *given[at + 2 :]]


def withdrawn(out):
    return {one["url"] for one in json.loads((out / "withdrawals.json").read_text())["withdrawals"]}


# ---- offline ----


def draft(work, name, change):
    """The default pack with other tables of signals."""
    folder = work / name
    shutil.copytree(_assay.ROOT / "policies" / "default", folder)
    file = folder / "licences.json"
    lists = json.loads(file.read_text())
    change(lists["signals"])
    file.write_text(json.dumps(lists))
    return folder


def new_labels(signals):
    signals["aipref"]["labels"]["train-models"] = {"n": {"deny": ["train", "train_gen"]}}
    signals["robots_tag"]["any"]["nomodels"] = {"deny": ["train", "train_gen"]}


def offline(checks, site, work):
    """A label that no draft knew when it was read: a later draft is data, and nobody is asked again."""
    url, out = site.url, work / "offline"
    site.hosts.update(
        {
            "robots.test": {"/robots.txt": text("User-agent: *\nContent-Usage: train-models=n\n"), "/": page()},
            "parts.test": {
                "/": page("/header", "/meta", "/clean", "/denied", '<img src="/p.png">', '<img src="/q.png">'),
                "/header": page(headers=["Content-Usage: train-models=n"]),
                "/meta": page(head='<meta name="robots" content="nomodels">'),
                "/denied": page(head='<meta name="robots" content="noai">'),
                "/clean": page(),
                "/p.png": answer(b"\x89PNG p", TAG, kind="image/png"),
                "/q.png": answer(b"\x89PNG q", kind="image/png"),
            },
        }
    )
    crawl = _crawl.Crawl(site, out, [url("robots.test"), url("parts.test")], *DAY, "--no-audit")
    checks.equal({row["state"] for row in crawl.table}, {"fetched"}, "today's drafts refuse nothing")
    since = len(site.log)

    def again(*more):
        code, stdout, stderr = _assay.run("acquire", "recheck", "--offline", "--out", out, *DAY, "--json", *more)
        return code, json.loads(stdout) if code < 2 else stderr

    code, found = again()
    checks.equal((code, found["withdrawn"], found["addresses"], found["unread"]), (0, 0, 8, 0), "nothing has changed")
    code, problem = again("--policy", draft(work, "wrong", lambda all: all["aipref"]["labels"].update(x={"n": {"deny": ["trian"]}})))
    checks.that(code == 2 and "A0200" in problem and "trian" in problem, f"a misspelt use is told: {problem}")
    mine = draft(work, "mine", new_labels)
    code, found = again("--policy", mine)
    expected = {url("robots.test")} | {url("parts.test", target) for target in ("/header", "/meta", "/p.png")}
    checks.equal((code, found["withdrawn"]), (1, len(expected)), "a new draft's label withdraws what was fetched")
    checks.equal(withdrawn(out), expected, "by robots.txt, by header, by page, and of pictures")
    code, found = again("--policy", mine)
    checks.equal((code, found["withdrawn"]), (0, 0), "each is withdrawn once")
    code, stdout, _ = _assay.run("rights", "check", work / "kept", "--policy", mine) if keep(work) else (2, "", "")
    checks.that(code == 0 and "aipref deny" in stdout, f"rights check reads by the same tables: {stdout}")
    checks.equal(len(site.log), since, "and nobody was asked for anything")
    _assay.ledger_verifies(checks, out, "offline")
    lost_pages(checks, out, again)


def keep(work):
    (work / "kept").mkdir()
    (work / "kept" / "robots.txt").write_text("User-agent: *\nContent-Usage: train-models=n\n")
    return True


def lost_pages(checks, out, again):
    """A page whose bytes are gone says no more, and that is told."""
    packs = out / ".assay" / "objects" / "packs"
    for pack in packs.glob("*.tar"):
        held = bytearray(pack.read_bytes())
        at = held.find(b'href="/clean"')
        if at >= 0:
            held[at] ^= 1
            pack.write_bytes(held)
    for index in (*packs.glob("*.log"), *packs.glob("*.idx")):
        index.unlink()  # built anew, of what still has its digest
    code, found = again()
    checks.equal((code, found["unread"]), (0, 1), "a page that is not kept any more is told")


# ---- many at once ----


def many(checks, site, work):
    out = work / "many"
    names = [f"m{i}.test" for i in range(HOSTS)]
    site.hosts.update({name: {"/": page()} for name in names})
    _crawl.Crawl(site, out, [site.url(name) for name in names], *DAY, delay_s=0)
    for name in names[::2]:
        site.hosts[name]["/robots.txt"] = text("User-agent: *\nDisallow: /\n")
    since, began = len(site.log), time.monotonic()
    code, stdout, stderr = _assay.run(*flags(site, out, *DAY, delay_s=PAUSE_S))
    took_s = time.monotonic() - began
    found = json.loads(stdout)
    checks.equal((code, found["origins"], found["withdrawn"]), (1, HOSTS, HOSTS // 2), f"all hosts are asked {stderr}")
    checks.equal(withdrawn(out), {site.url(name) for name in names[::2]}, "who forbids it now is withdrawn")
    checks.that(took_s < HOSTS * 2 * PAUSE_S, f"hosts are asked at the same time: {took_s:.1f} s")
    for name in names:
        asked = site.requests(name, since)
        checks.equal([one.target for one in asked], list(_crawl.PROBES), f"{name}: what is asked")
        gaps = [after.at - before.ended for before, after in zip(asked, asked[1:])]
        checks.that(min(gaps) >= PAUSE_S - 0.02, f"{name}: a pause between requests, found {min(gaps):.3f} s")
    print(f"many: {HOSTS} hosts in {took_s:.1f} s")
    return names


def stopped(checks, site, work, names):
    """A stop keeps what was found; the next recheck finds the rest."""
    out = work / "many"
    slow, quick = names[1], names[3]
    site.hosts[slow]["/robots.txt"] = lambda peer, _: peer.wait_for_close()
    site.hosts[quick]["/robots.txt"] = text("User-agent: *\nDisallow: /\n")
    since = len(site.log)
    process = subprocess.Popen(
        [str(_assay.ASSAY), *flags(site, out, *DAY, delay_s=0)],
        env=_assay.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    end = time.monotonic() + 20
    while len(site.requests(quick, since)) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    checks.equal(process.returncode, 130, "a stop is told")
    checks.that(site.url(quick) in withdrawn(out), "what was found before it is kept")
    checks.that(site.url(slow) not in withdrawn(out), "who had not answered withdraws nothing")
    site.hosts[slow]["/robots.txt"] = text("User-agent: *\nDisallow: /\n")
    code, stdout, stderr = _assay.run(*flags(site, out, *DAY, delay_s=0))
    checks.equal((code, json.loads(stdout)["withdrawn"]), (1, 1), f"the next recheck finds the rest {stderr}")
    _assay.ledger_verifies(checks, out, "after a stop")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="the same: it is fast")
    parser.parse_args()
    checks = _assay.Checks()
    with tempfile.TemporaryDirectory(prefix="recheck.") as name:
        site = Site()
        try:
            offline(checks, site, Path(name))
            stopped(checks, site, Path(name), many(checks, site, Path(name)))
        finally:
            site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
