#!/usr/bin/env python3
"""One audit of predictions by us and by others: what it costs, and whether all say the same.

    fairness_vs_peers.py [--rows 1000000] [--groups 14] [--seed 1] [--repeats 3] [--only NAME,NAME] [--save]

A Parquet table of label, prediction, a column of GROUPS values and one of 2 is made from SEED. Wanted are, by each column:
selection rate, TPR, FPR and accuracy of every group. `assay fairness model` and `assay.fairness.audit_model` also give all
other rates, their intervals, gaps, tests and q; Aequitas its ratios and, as "aequitas_tests", the tests of FPR; Fairlearn and
AIF360 the rates alone, and so does pandas, which shows what counting costs.

"Program" is a process from start to end, imports and reading of the file included. "Call" begins with the data frame in memory,
as that library wants it. Of REPEATS, in turns, the one of least CPU counts. Memory is the most that was resident: of a
program's process (and of its largest child), or what the call added to what was there before it.

Every value that another and we both give must be equal to a relative 1e-12, else the exit code is 1. Two differences are known,
verified and named: Fairlearn gives a rate of 0 where there is nothing to divide by, where we and the others say that there is
none; Aequitas tests "fpr" on the rows that are predicted positive, so that its p is that of a t test of FDR.

Left out: bootstrap intervals, for which there is no command and no call yet. Peers come from bench/requirements.txt. Run with the
Python of the end-to-end tests, which builds the wheel.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import _measure

sys.path.append(str(_measure.ROOT / "tests" / "e2e"))
import _wheel  # noqa: E402

PEERS = Path(__file__).resolve().parent / "_fairness_peers.py"
LIBRARIES = ("assay", "wheel", "fairlearn", "aif360", "aequitas", "aequitas_tests", "pandas")
RATES = ("selection_rate", "tpr", "fpr", "accuracy")
REFERENCE = {"group": "g00", "sex": "f"}


def program_command(table):
    flags = [*(f"--group={column}" for column in REFERENCE), *(f"--metric={name}" for name in (*RATES, "fdr")),
             *(f"--reference={column}={value}" for column, value in REFERENCE.items())]
    return [str(_measure.ASSAY), "fairness", "model", str(table), "--label=label", "--prediction=prediction", *flags, "--json"]


def run_one(name, table):
    """What a run cost, and what it found."""
    command = [_measure.peers_python(), str(PEERS), name, str(table), json.dumps(REFERENCE)]
    with tempfile.TemporaryFile("w+") as printed:
        cost = _measure.run_watched(program_command(table) if name == "assay" else command, allowed=(0,), stdout=printed,
                                    env={**os.environ, "PYTHONPATH": str(_wheel.BUILD / "site")})
        printed.seek(0)
        answer = json.load(printed)
    if name == "assay":
        return cost, answer
    found = answer.pop("found")
    return {**cost, **answer}, found


def values_of(document):
    """{column: {group: {metric: value}}} of our document: rates, ratios to the reference, p."""
    values = {}
    for grouping in document["groupings"]:
        groups = values[grouping["by"][0]] = {}
        for group in grouping["groups"]:
            said = groups[group["group"][0]] = {}
            is_reference = group["group"] == grouping["reference"]["group"]
            for one in group["metrics"]:
                said[one["metric"]] = one["value"]
                said[f"{one['metric']} ratio"] = 1.0 if is_reference else one["ratio"]
                said[f"{one['metric']} p"] = one["p"]
                said[f"{one['metric']} share"] = one["k"], one["n"]
    return values


def equal(a, b, tolerance=1e-12):
    return a is b is None or None not in (a, b) and math.isclose(a, b, rel_tol=tolerance)


def is_t_test(p, share, reference):
    """Whether p is that of a t test of two shares (k, n), with pooled or separate variance; none of no rows."""
    from scipy import stats  # here, so that this process is small while others are measured
    if 0 in (share[1], reference[1]):
        return p is None
    moments = [(k / n, math.sqrt(k * (n - k) / n / max(n - 1, 1)), n) for k, n in (share, reference)]
    tests = (stats.ttest_ind_from_stats(*moments[0], *moments[1], equal_var=pooled) for pooled in (True, False))
    return any(equal(p, test.pvalue, 1e-6) for test in tests)


def compare(name, found, ours):
    """(values that are equal, known differences, others) of all that a library and we both say."""
    same, known = 0, []
    wrong = [f"groups of {column} are {sorted(found[column])}" for column in REFERENCE
             if found[column].keys() != ours[column].keys()]
    if wrong:
        return same, known, wrong
    for column, group in ((column, group) for column in found for group in found[column]):
        said, mine = found[column][group], ours[column][group]
        wrong += [f"{column}={group}: no {metric}" for metric in RATES if metric not in said]
        for metric, value in said.items():
            text = f"{column}={group} {metric}: {value}, ours {mine[metric]}"
            if equal(value, mine[metric]):
                same += 1
            elif name == "fairlearn" and value == 0 and mine[metric] is None:
                known.append(f"{text}: nothing to divide by")
            elif metric == "fpr p" and is_t_test(value, mine["fdr share"], ours[column][REFERENCE[column]]["fdr share"]):
                known.append(f"{text}: a t test of FDR, of which our p is {mine['fdr p']}")
            else:
                wrong.append(text)
    return same, known, wrong


def agreement(found):
    """Prints what each says otherwise than we do; gives whether all of it is known."""
    document = found["assay"]
    agreed = True
    for name, answer in found.items():
        if name == "wheel":
            same = answer == {key: value for key, value in document.items() if key != "table"}
            print(f"{name:15} {'the same document' if same else 'ANOTHER DOCUMENT'}")
            agreed &= same
        elif name != "assay":
            same, known, wrong = compare(name, answer, values_of(document))
            print(f"{name:15} {same} values equal, {len(known)} known differences, {len(wrong)} others"
                  + "".join(f"\n    {line}" for line in [*known[:3], *wrong]) + ("\n    ..." if len(known) > 3 else ""))
            agreed &= not wrong
    return agreed


def row(name, cost, results):
    program = (f"{name:15} {cost['wall_s']:7.2f} s {cost['cpu_s']:7.2f} CPU s {cost['cpu_s'] / results['assay']['cpu_s']:6.1f} x "
               f"{cost['parent_mib']:7.0f} MiB")
    if name == "assay":
        return f"{program}  and its worker {cost['largest_worker_mib']:.0f} MiB"
    ratio = f"{cost['call_cpu_s'] / results['wheel']['call_cpu_s']:6.1f} x" if "wheel" in results else ""
    return f"{program}   | {cost['call_wall_s']:7.3f} s {cost['call_cpu_s']:7.3f} CPU s {ratio} {cost['call_mib']:7.0f} MiB"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default=",".join(LIBRARIES), help="some of the libraries, assay always among them")
    parser.add_argument("--save", action="store_true", help="write bench/baselines/fairness_vs_peers.json")
    args = parser.parse_args()
    wanted = {"assay", *args.only.split(",")}
    if not wanted <= set(LIBRARIES):
        parser.error(f"--only: some of {', '.join(LIBRARIES)}")
    if not (args.rows >= 1000 and 2 <= args.groups <= 100 and args.repeats >= 1):
        parser.error("at least 1000 --rows, 2 to 100 --groups, 1 of --repeats")
    names = [name for name in LIBRARIES if name in wanted]
    if "wheel" in names:
        _wheel.install()
    runs, found = {name: [] for name in names}, {}
    with tempfile.TemporaryDirectory(prefix="fairness.") as folder:
        table = Path(folder) / "table.parquet"
        made = (args.rows, args.groups, args.seed)
        subprocess.run([_measure.peers_python(), PEERS, "table", table, *map(str, made)], check=True)
        for _ in range(args.repeats):
            for name in names:
                cost, found[name] = run_one(name, table)
                runs[name].append(cost)
    results = {name: min(costs, key=lambda cost: cost["cpu_s"]) for name, costs in runs.items()}
    print(f"{args.rows} rows, groups of {args.groups} and 2, least CPU of {args.repeats}; program | call")
    for name, cost in results.items():
        print(row(name, cost, results))
    agreed = agreement(found)
    if args.save:
        rounded = {name: {key: round(value, 3) for key, value in cost.items()} for name, cost in results.items()}
        _measure.save("fairness_vs_peers", {"rows": args.rows, "groups": args.groups, "programs": rounded})
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
