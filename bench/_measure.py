"""What the end-to-end benchmarks share: the machine, timed runs, the memory of a family of processes."""
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSAY = ROOT / "build" / "release" / "assay"
BASELINES = ROOT / "bench" / "baselines"
CACHE = Path(os.environ.get("ASSAY_CACHE", Path.home() / ".cache" / "assay"))
REQUIREMENTS = ROOT / "bench" / "requirements.txt"


def peers_python():
    """The Python of the programs that we compare with, installed when it is missing or outdated."""
    venv = CACHE / "bench-venv"
    stamp = venv / ".stamp"
    if not stamp.is_file() or stamp.read_text() != REQUIREMENTS.read_text():
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(venv / "bin" / "pip"), "-q", "--disable-pip-version-check", "install",
                        "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(REQUIREMENTS.read_text())
    return str(venv / "bin" / "python")


def machine():
    with open("/proc/cpuinfo") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "python": platform.python_version()}


def audit_command(source, out, jobs):
    return [str(ASSAY), "audit", str(source), "--out", str(out), "--purpose", "commercial-training",
            "--jurisdiction", "EU", "--date", "2026-01-15", "--jobs", str(jobs), "--quiet"]


def children_of(pid):
    """All descendants of `pid` that run now."""
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children") as file:
                    todo += map(int, file.read().split())
        except OSError:
            continue  # it ended while we looked
        found.append(parent)
    return found[1:]


def peak_kib(pid):
    try:
        with open(f"/proc/{pid}/status") as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def run_watched(command, allowed=(0, 1), **options):
    """Runs `command`; gives wall seconds, CPU seconds of the process tree, peak resident memory of it and of its children."""
    peaks = {}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, **options})
    finished = threading.Event()

    def watch():
        while not finished.wait(0.01):
            for pid in (process.pid, *children_of(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0), peak_kib(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished.set()
    watcher.join()
    if code not in allowed:
        raise SystemExit(f"{command[0]} gave exit code {code}")
    workers = sorted((kib for pid, kib in peaks.items() if pid != process.pid), reverse=True)
    return {"wall_s": wall_s, "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "parent_mib": peaks.get(process.pid, 0) / 1024, "largest_worker_mib": (workers or [0])[0] / 1024}


def save(name, results):
    BASELINES.mkdir(exist_ok=True)
    (BASELINES / f"{name}.json").write_text(json.dumps({"machine": machine(), **results}, indent=2) + "\n")
