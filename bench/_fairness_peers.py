"""One audit of predictions by one library, ours among them, in a process of its own, for bench/fairness_vs_peers.py.

    _fairness_peers.py table FILE ROWS GROUPS SEED       makes the table
    _fairness_peers.py LIBRARY FILE REFERENCE            prints JSON: what loading and the call cost, and what it found

Found is {column: {group: {metric: value}}} under our names, or our document. The call begins with the frame in memory, made as
the library wants it (text for Aequitas, numbers for AIF360), and ends with all values at hand.
"""
import json
import logging
import math
import resource
import sys
import time
import warnings

COLUMNS = ("group", "sex")
METRICS = {"selection_rate": "selection_rate", "tpr": "true_positive_rate", "fpr": "false_positive_rate", "accuracy": "accuracy"}


def make_table(file, rows, groups, seed):
    """Groups of sizes like 1, 1/2, 1/3 ...; rates differ a little. The last has five rows and no negative: its FPR is 0/0."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    rng = np.random.default_rng(int(seed))
    rows, groups = int(rows), int(groups)
    share = 1 / np.arange(1, groups)
    group = rng.choice(groups - 1, rows, p=share / share.sum())
    sex = rng.integers(0, 2, rows)
    label = rng.random(rows) < 0.3 + 0.01 * group
    group[-5:], label[-5:] = groups - 1, True
    prediction = rng.random(rows) < np.where(label, 0.7, 0.2) - 0.001 * group + 0.002 * sex
    text = lambda codes, names: pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), names).cast(pa.string())
    pq.write_table(pa.table({"label": label.astype("int8"), "prediction": prediction.astype("int8"),
                             "group": text(group, [f"g{i:02}" for i in range(groups)]), "sex": text(sex, ["f", "m"])}), file)


def wheel(frame, reference):
    from assay.fairness import audit_model
    return lambda: audit_model(frame, label="label", prediction="prediction", groups=COLUMNS, references=reference,
                               metrics=[*METRICS, "fdr"])


def fairlearn(frame, _):
    from fairlearn import metrics
    from sklearn.metrics import accuracy_score
    wanted = {"accuracy": accuracy_score, **{name: getattr(metrics, METRICS[name]) for name in ("selection_rate", "tpr", "fpr")}}
    return lambda: {column: metrics.MetricFrame(metrics=wanted, y_true=frame["label"], y_pred=frame["prediction"],
                                                sensitive_features=frame[column]).by_group.to_dict("index")
                    for column in COLUMNS}


def aif360(frame, _):
    """It compares a group with another: here each with all the rest, and reads the rates of the first."""
    logging.disable()  # of optional parts that are not installed
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric
    names = {column: sorted(frame[column].unique()) for column in COLUMNS}
    codes = frame.assign(**{column: frame[column].map(names[column].index).astype(float) for column in COLUMNS})

    def call():
        truth = BinaryLabelDataset(df=codes[["label", *COLUMNS]], label_names=["label"], protected_attribute_names=list(COLUMNS))
        said = truth.copy()
        said.labels = codes[["prediction"]].to_numpy(float)
        found = {}
        for column in COLUMNS:
            every = [{column: code} for code in range(len(names[column]))]
            rates = [ClassificationMetric(truth, said, privileged_groups=[one],
                                          unprivileged_groups=[other for other in every if other is not one]) for one in every]
            found[column] = {group: {ours: getattr(one, theirs)(privileged=True) for ours, theirs in METRICS.items()}
                             for group, one in zip(names[column], rates)}
        return found
    return call


def aequitas(frame, reference, tested=()):
    from aequitas.bias import Bias
    from aequitas.group import Group
    table = frame.rename(columns={"label": "label_value", "prediction": "score"})
    theirs = {"pprev": "selection_rate", "tpr": "tpr", "fpr": "fpr", "accuracy": "accuracy"}
    ratios = {f"{name}_disparity": f"{ours} ratio" for name, ours in theirs.items() if name != "accuracy"}
    tests = {f"{name}_significance": f"{name} p" for name in tested}

    def call():
        counted, _ = Group().get_crosstabs(table, attr_cols=list(COLUMNS))
        compared = Bias().get_disparity_predefined_groups(counted, original_df=table, ref_groups_dict=reference, key_columns=None,
                                                          check_significance=bool(tested), mask_significance=False,
                                                          selected_significance=list(tested))
        found = {column: {} for column in COLUMNS}
        for row in compared.to_dict("records"):
            found[row["attribute_name"]][row["attribute_value"]] = {
                ours: row[name] for name, ours in {**theirs, **ratios, **tests}.items()}
        return found
    return call


def aequitas_tests(frame, reference):
    return aequitas(frame, reference, tested=("fpr",))


def pandas(frame, _):
    """Counts by groupby, four divisions: what a careful hand writes."""
    def by(column):
        counts = frame.groupby([column, "label", "prediction"]).size().unstack(["label", "prediction"], fill_value=0)
        tn, fp, fn, tp = (counts[cell] for cell in ((0, 0), (0, 1), (1, 0), (1, 1)))
        rates = {"selection_rate": (tp + fp) / (tn + fp + fn + tp), "tpr": tp / (tp + fn), "fpr": fp / (fp + tn),
                 "accuracy": (tp + tn) / (tn + fp + fn + tp)}
        return {group: {name: rate[group] for name, rate in rates.items()} for group in counts.index}
    return lambda: {column: by(column) for column in COLUMNS}


def plain(value):
    """What JSON can hold: NaN becomes none."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return None if math.isnan(value) else float(value)


def memory_mib(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    warnings.filterwarnings("ignore")
    if sys.argv[1] == "table":
        return make_table(*sys.argv[2:])
    library, file, reference = sys.argv[1:]
    import pandas as pd
    call = globals()[library](pd.read_parquet(file), json.loads(reference))
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")  # the peak begins anew: proc_pid_clear_refs(5)
    before_mib, before_s, started = memory_mib("VmRSS"), cpu_s(), time.monotonic()
    found = call()
    print(json.dumps({"call_wall_s": time.monotonic() - started, "call_cpu_s": cpu_s() - before_s,
                      "call_mib": memory_mib("VmHWM") - before_mib, "found": plain(found)}))


if __name__ == "__main__":
    main()
