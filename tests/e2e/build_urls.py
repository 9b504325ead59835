#!/usr/bin/env python3
"""`assay build` from a list of addresses: asked for lawfully, judged by host and row, made, sealed; nothing forbidden is asked for.

    build_urls.py [--fast]
"""
import argparse
import csv
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import _assay
import _build
import _site
import gc_kill
import kill_loop

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
CONTACT = "https://crawler.example/bot"


def some_jpegs(count):
    """Different small JPEGs."""
    import io
    from PIL import Image
    made = []
    for number in range(count):
        picture = Image.effect_noise((120 + number, 90), 40 + number).convert("RGB")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        made.append(out.getvalue())
    return made


def jpeg(content, *headers):
    return _site.answer(content, *headers, kind="image/jpeg")


def make_site(pictures):
    """Six open hosts; one that forbids a folder, one that reserves training, one that fails, one that redirects."""
    site = _site.Site()
    plain = _site.text("User-agent: *\nAllow: /\n")
    for number in range(6):
        site.hosts[f"open{number}.test"] = {"/robots.txt": plain} | {
            f"/p/{i}.jpg": jpeg(content) for i, content in enumerate(pictures) if i % 6 == number}
    site.hosts["shut.test"] = {"/robots.txt": _site.text("User-agent: *\nDisallow: /private/\n"),
                               "/private/a.jpg": jpeg(pictures[0]), "/b.jpg": jpeg(pictures[1])}
    site.hosts["no.test"] = {"/robots.txt": _site.text("User-agent: *\nContent-Usage: train-ai=n\n"), "/a.jpg": jpeg(pictures[2])}
    site.hosts["ill.test"] = {"/robots.txt": plain, "/gone.jpg": _site.answer(b"no", status="404 Not Found"),
                              "/page.jpg": _site.page("/private/never.html"),
                               "/plain.jpg": _site.answer(pictures[3], kind="application/octet-stream")}
    site.hosts["moved.test"] = {"/robots.txt": plain, "/a.jpg": _site.redirect(site.url("open1.test", "/p/1.jpg"))}
    return site


def rows_of(site, count):
    rows = [(f"id{i:04}", site.url(f"open{i % 6}.test", f"/p/{i}.jpg"), CC0, ("cat", "dog")[i % 2]) for i in range(count)]
    return rows + [("shut-private", site.url("shut.test", "/private/a.jpg"), CC0, "cat"),
                   ("shut-open", site.url("shut.test", "/b.jpg"), CC0, "cat"),
                   ("reserved", site.url("no.test", "/a.jpg"), CC0, "dog"),
                   ("gone", site.url("ill.test", "/gone.jpg"), CC0, "dog"),
                   ("page", site.url("ill.test", "/page.jpg"), CC0, "dog"),
                   ("plain", site.url("ill.test", "/plain.jpg"), CC0, "dog"),
                   ("moved", site.url("moved.test", "/a.jpg"), CC0, "dog"),
                   ("silent", site.url("open0.test", "/p/0.jpg") + "?again=1", "", "dog"),
                   ("wrong", "ftp://open0.test/x.jpg", CC0, "dog"),
                   ("id0001", site.url("open2.test", "/p/2.jpg"), CC0, "dog")]


def write_plan(work, name, site, rows):
    with (work / f"{name}.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["ImageID", "OriginalURL", "License", "Class"])
        writer.writerows(rows)
    resolve = ", ".join(f'"{host}:{site.port}:127.0.0.1"' for host in site.hosts)
    plan = work / f"{name}.yaml"
    plan.write_text(
        f"assay: 1\nuse: {{purpose: commercial-training, jurisdiction: EU, date: {_assay.DATE}}}\n"
        f"source: {{manifest: {name}.csv, url: OriginalURL, key: ImageID, licence: License, label: Class}}\n"
        f"network: {{contact: {CONTACT}, delay_ms: 0, allow: [127.0.0.0/8], resolve: [{resolve}]}}\n"
        f"steps:\n  - transform: {{resize: {{fit: 64, encode: jpeg, quality: 95}}}}\nsink: {{webdataset: {name}-out}}\n")
    return plan


def letters(workspace):
    _, stdout, _ = _assay.run("deadletters", "list", "--json", "--workspace", workspace)
    return {letter["key"]: (letter["class"], letter["code"]) for letter in json.loads(stdout)["deadletters"]}


def asked(site, since=0):
    return {(request.host.split(":")[0], request.target) for request in site.requests(since=since)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true")
    args = parser.parse_args()
    checks = _assay.Checks()
    count = 12 if args.fast else 60
    pictures = some_jpegs(count)
    site = make_site(pictures)
    with tempfile.TemporaryDirectory(prefix="urls.") as name:
        work = Path(name)
        rows = rows_of(site, count)
        plan, workspace, out = write_plan(work, "list", site, rows), work / ".assay", work / "list-out"
        code, stdout, stderr = _assay.run("build", plan, "--json")
        checks.equal(code, 1, f"some are refused, some are dead: {stderr}")
        first = json.loads(stdout)
        _assay.accounting_is_exact(checks, first, "the first build")
        checks.equal(first["accounting"]["seen"], len(rows), "a record a row")
        _build.verifies(checks, out, "the first build")
        samples = _build.samples(out)
        checks.equal(sorted(samples), sorted([f"id{i:04}" for i in range(count)] + ["moved", "plain", "shut-open"]), "what may be used is in")
        found = letters(workspace)
        checks.equal({key: found.get(key) for key in ("shut-private", "reserved", "gone", "page", "wrong")},
                     {"shut-private": ("policy", "fetch.refused"), "reserved": ("policy", "fetch.refused"),
                      "gone": ("transient", "fetch.failed"), "page": ("input", "fetch.no_picture"),
                      "wrong": ("input", "fetch.no_address")}, "each of the others has its class")
        checks.that("id0001" in samples and any(code == "input.duplicate_key" for _, code in found.values()),
                    f"the second of a key is a dead letter of its own: {found}")
        requested = asked(site)
        for forbidden in (("shut.test", "/private/a.jpg"), ("no.test", "/a.jpg"), ("ill.test", "/private/never.html")):
            checks.that(forbidden not in requested, f"{forbidden} is never asked for")
        index = {row["key"]: row for row in _assay.parquet(out / "data" / "index.parquet")}
        for i in range(count):
            row = index[f"id{i:04}"]
            checks.that(row["url"] == rows[i][1] and row["asset"] == "sha256:" + hashlib.sha256(pictures[i]).hexdigest()
                        and row["licence"] == "CC0-1.0", f"id{i:04} says where it is from: {row}")
        alone = [path for path in (workspace / "objects").rglob("*") if path.is_file() and path.parent.name != "packs"
                 and path.read_bytes().startswith(b"\xff\xd8")]
        checks.equal(alone, [], "pictures of a list lie in packs")

        rows = rows[:-1]
        plan = write_plan(work, "list", site, rows)
        before = len(site.log)
        second = _build.build(plan)
        checks.equal(_build.root_of(second), _build.root_of(first), "the same list again gives the same root")
        checks.equal(_build.build(plan)["release"]["was_there"], True, "and once more the same release")
        bodies = [r for r in site.requests(since=before) if r.target.startswith("/p/") and not r.header("if-none-match")]
        checks.that(len(bodies) <= len(site.requests(since=before)), "what is known is asked for as known")

        third_rows = [row if row[0] != "id0003" else (row[0], row[1], "", row[3]) for row in rows]
        third = _build.build(write_plan(work, "list", site, third_rows))
        checks.equal(set(samples) - set(_build.samples(out)), {"id0003"}, "a row that lost its licence is no longer in")
        checks.that(_build.root_of(third) != _build.root_of(first), "which is another root")

        # Killed while it fetches and while it builds: the same root, and nothing forbidden asked for.
        plan = write_plan(work, "killed", site, rows)
        killed_workspace = work / "killed.ws"
        command = [str(_assay.ASSAY), "build", str(plan), "--workspace", str(killed_workspace), "--fail-on", "never", "--quiet"]
        for after_s in (0.05, 0.15, 0.3, 0.5, 0.8):
            kill_loop.kill_once(command, after_s)
        done = subprocess.run(command, capture_output=True, text=True, env=_assay.environment(), check=False)
        checks.equal(done.returncode, 0, f"it goes on: {done.stderr}")
        checks.equal(_build.statement(work / "killed-out")["root"], _build.root_of(first), "and gives the same root")

        # What hosts answered and gave is named by what was seen of them, so it outlives a gc.
        collected = gc_kill.collect(checks, killed_workspace, "after a crawl")
        gc_kill.is_clean(checks, killed_workspace, "after a crawl")
        packs = gc_kill.packs_of(killed_workspace)
        code, _, stderr = _assay.run("acquire", "recheck", "--offline", "--workspace", killed_workspace, "--out", work / "recheck")
        checks.that(code in (0, 1), f"kept answers are judged again after gc: {stderr}")
        again = _build.build(plan, "--workspace", killed_workspace)
        checks.equal(_build.root_of(again), _build.root_of(first), "a build after gc gives the same root")
        checks.equal(gc_kill.packs_of(killed_workspace), packs, "and keeps nothing anew")
        checks.equal(gc_kill.collect(checks, killed_workspace, "once more")["objects"],
                     {"freed": 0, "bytes": 0, "left": collected["objects"]["left"]}, "and gc has nothing left to do")
        shutil.rmtree(killed_workspace)
        requested = asked(site)
        for forbidden in (("shut.test", "/private/a.jpg"), ("no.test", "/a.jpg")):
            checks.that(forbidden not in requested, f"{forbidden} is never asked for, also not after kills")

        # Without a column of keys the address itself is the key, as it was written.
        site.hosts["open0.test"]["/x//1.jpg?r=http://a//b"] = jpeg(pictures[0])
        site.hosts["open0.test"]["/x/1.jpg?r=http://a/b"] = jpeg(pictures[1])
        odd = [site.url("open0.test", "/x//1.jpg?r=http://a//b"), site.url("open0.test", "/x/1.jpg?r=http://a/b")]
        plain = write_plan(work, "plain", site, [("", url, CC0, "cat") for url in odd])
        plain.write_text(plain.read_text().replace("key: ImageID, ", ""))
        _build.build(plain, "--workspace", work / "plain.ws")
        checks.equal(sorted(_build.samples(work / "plain-out")), sorted(odd), "an address is a key as it is")

        bad = work / "bad.yaml"
        bad.write_text(plan.read_text().replace(f"contact: {CONTACT}, ", ""))
        code, _, stderr = _assay.run("build", bad)
        checks.that(code == 2 and "contact" in stderr, f"nobody is asked without a contact: {stderr}")
        bad.write_text(plan.read_text().replace("url: OriginalURL, ", ""))
        code, _, stderr = _assay.run("build", bad)
        checks.that(code == 2 and "'network' needs one source" in stderr, f"a network without addresses is told: {stderr}")
    site.close()
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
