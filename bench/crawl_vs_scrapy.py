#!/usr/bin/env python3
"""`assay acquire` beside Scrapy on linked pages, and beside img2dataset on pictures.

    crawl_vs_scrapy.py [--pages 2000] [--hosts 20] [--pictures 2000] [--rules 1000] [--repeats 3] [--save]

One Go program on the same machine serves both from memory; its CPU is not counted. Hosts are
addresses of 127.0.0.0/8, no delay, one request at a time to each host for all but img2dataset,
which does not pace hosts: it gets as many threads as there are hosts. CPU is user and system time
of the client's whole process tree, its start included. All checks, WARC files, catalog and ledger
of assay are on; Scrapy obeys robots.txt and keeps nothing. Pictures are kept as they are by both;
`assay` does not audit them here (--no-audit), as img2dataset does not.

What a run has written stays until the end: ext4 takes its time to find inodes where many files have
just been removed, and charges it to who comes next.

The cost of compliance is the CPU of the asking: what `assay` takes for the same crawl when every
host has a robots.txt of RULES rules, less what it takes when no host has any (each is still asked,
and each address still needs its permit), and the share of all samples in which a permit is decided,
as perf counts them.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import _measure

HERE = Path(__file__).resolve().parent


@contextmanager
def served(program, args, rules=0):
    """Gives the port of a running site."""
    command = [str(program), "-pages", str(args.pages), "-hosts", str(args.hosts), "-pictures", str(args.pictures),
               "-rules", str(rules)]
    site = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield int(site.stdout.readline().split()[0])
    finally:
        site.stdin.close()
        site.wait()


def timed(command):
    """(wall seconds, CPU seconds of the process tree, standard output) of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{command[0]} gave exit code {done.returncode}\n{done.stderr}")
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def expect(count, expected, who):
    if count != expected:
        sys.exit(f"{who} fetched {count} of {expected}")


def assay_command(work, port, path, args, *flags):
    hosts = [flag for number in range(args.hosts) for flag in ("--host", f"127.0.0.{2 + number}")]
    return [str(_measure.ASSAY), "acquire", f"http://127.0.0.2:{port}{path}", *hosts,
            "--allow-network", "127.0.0.0/8", "--contact", "mailto:bench@example.org", "--delay", "0",
            "--requests", "1000000", "--date", "2026-01-15", "--fail-on", "never", "--json",
            "--out", tempfile.mkdtemp(prefix="assay.", dir=work), *flags]


def assay(work, port, path, args, expected):
    wall_s, cpu_s, printed = timed(assay_command(work, port, path, args, "--no-audit"))
    expect(json.loads(printed)["accounting"]["fetched"], expected, "assay")
    return wall_s, cpu_s


def scrapy(python, port, args):
    wall_s, cpu_s, printed = timed([python, str(HERE / "crawl_spider.py"), f"http://127.0.0.2:{port}/page/0",
                                    str(args.hosts)])
    expect(int(printed), args.pages, "Scrapy")
    return wall_s, cpu_s


def img2dataset(python, work, port, args):
    urls = work / "urls.txt"
    urls.write_text("".join(f"http://127.0.0.{2 + number % args.hosts}:{port}/picture/{number}.jpg\n"
                            for number in range(args.pictures)))
    out = Path(tempfile.mkdtemp(prefix="img2dataset.", dir=work))
    program = ("from img2dataset import download\n"
               f"download(url_list={str(urls)!r}, output_folder={str(out)!r}, resize_mode='no', output_format='files',"
               f" processes_count={args.processes}, thread_count={-(-args.hosts // args.processes)},"
               f" number_sample_per_shard={-(-args.pictures // args.processes)}, enable_wandb=False)\n")
    script = work / "img2dataset.main.py"
    script.write_text("if __name__ == '__main__':\n    " + program.replace("\n", "\n    ").rstrip() + "\n")
    wall_s, cpu_s, _ = timed([python, str(script)])
    expect(len(list(out.rglob("*.jpg"))), args.pictures, "img2dataset")
    return wall_s, cpu_s


def share_of_permits(work, port, args):
    """The share of CPU samples, worker processes included, with a decision about a request on the stack."""
    if not shutil.which("perf"):
        return None
    samples = work / "perf.data"
    subprocess.run(["perf", "record", "-q", "-F", "300", "--call-graph", "dwarf,16384", "-o", str(samples), "--",
                    *assay_command(work, port, "/page/0", args, "--no-audit")], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listed = subprocess.run(["perf", "script", "-i", str(samples), "--no-inline", "-F", "ip,sym"], check=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            text=True, errors="replace").stdout
    stacks = [stack for stack in listed.split("\n\n") if stack.strip()]
    deciding = ("acquire::Gate::Ask", "acquire::Gate::Refusal", "acquire::Gate::Missing", "acquire::Gate::Take")
    asking = sum(any(name in stack for name in deciding) for stack in stacks)
    return asking / len(stacks)


def best(runs):
    """Of runs (wall, CPU): that with the least CPU."""
    return min(runs, key=lambda run: run[1])


def rates(count, run):
    wall_s, cpu_s = run
    return {"wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2), "per_s": round(count / wall_s, 1),
            "per_cpu_s": round(count / cpu_s, 1)}


def pages(work, site, python, args):
    """Both crawlers in turns over all pages; assay also where each host has many rules."""
    runs = {"assay": [], "assay, robots.txt": [], "scrapy": []}
    for _ in range(args.repeats):
        with served(site, args) as port:
            runs["assay"].append(assay(work, port, "/page/0", args, args.pages))
            runs["scrapy"].append(scrapy(python, port, args))
        with served(site, args, args.rules) as port:
            runs["assay, robots.txt"].append(assay(work, port, "/page/0", args, args.pages))
    with served(site, args, args.rules) as port:
        share = share_of_permits(work, port, args)
    return {who: best(times) for who, times in runs.items()}, share


def pictures(work, site, python, args):
    runs = {"assay": [], "img2dataset": []}
    for _ in range(args.repeats):
        with served(site, args) as port:
            runs["assay"].append(assay(work, port, "/list", args, args.pictures + 1))
            runs["img2dataset"].append(img2dataset(python, work, port, args))
    return {who: best(times) for who, times in runs.items()}


def show(what, count, runs):
    ours = runs["assay"][1]
    for who, run in runs.items():
        rate = rates(count, run)
        print(f"{who:18} {rate['wall_s']:7.2f} s {rate['per_s']:8.1f} {what}/s {rate['cpu_s']:7.2f} CPU s "
              f"{rate['per_cpu_s']:8.1f} {what}/CPU s {run[1] / ours:6.2f} x the CPU of assay", flush=True)
    return {who: rates(count, run) for who, run in runs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pictures", type=int, default=2000)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2, help="of img2dataset")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true", help="write bench/baselines/crawl_vs_scrapy.json")
    args = parser.parse_args()
    python = _measure.peers_python()
    with tempfile.TemporaryDirectory(prefix="bench.") as name:
        work = Path(name)
        site = work / "site"
        subprocess.run(["go", "build", "-o", str(site), "."], cwd=HERE / "crawl_site", check=True)
        print(f"{args.pages} pages and {args.pictures} pictures on {args.hosts} hosts, "
              f"the least CPU of {args.repeats} runs")
        crawled, share = pages(work, site, python, args)
        results = {"pages": show("pages", args.pages, crawled)}
        more = crawled["assay, robots.txt"][1] / crawled["assay"][1] - 1
        print(f"robots.txt of {args.rules} rules on every host: {100 * more:+.1f} % CPU")
        if share is not None:
            print(f"deciding about requests: {100 * share:.1f} % of the CPU of the crawl")
        results["pictures"] = show("pictures", args.pictures, pictures(work, site, python, args))
    if args.save:
        _measure.save("crawl_vs_scrapy", {
            "hosts": args.hosts, "rules": args.rules, "rules_cost_percent": round(100 * more, 1),
            "permits_percent": None if share is None else round(100 * share, 1), **results})


if __name__ == "__main__":
    main()
