#!/usr/bin/env python3
"""An audit of rankings says what numpy and pandas say of the same rows, from the definitions.

    fairness_ranking.py
"""
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import _assay
from _intervals import near


def table_of(rng, queries):
    sizes = rng.integers(1, 40, queries)
    frame = pd.DataFrame({"query": np.repeat([f"q{i}" for i in range(queries)], sizes)})
    count = len(frame)
    frame["group"] = rng.choice(["a", "b", "c", None], count, p=[.5, .3, .17, .03])
    frame["age"] = rng.choice(["old", "young"], count)
    frame["score"] = (rng.normal(0, 1, count) + 0.5 * (frame.group == "a")).round(1)
    frame["relevance"] = rng.integers(0, 3, count) * (rng.random(count) < 0.4)
    frame.loc[rng.random(count) < 0.02, "score"] = np.nan
    frame.loc[rng.random(count) < 0.01, "query"] = None
    return frame.sample(frac=1, random_state=3).reset_index(drop=True)


def sheets(frame, by, top):
    """(got, expected, NDKL), each by query."""
    named = frame.assign(group=frame.group.fillna("unknown")).dropna(subset=["query", "score"])
    named = named.assign(key=list(zip(*(named[column] for column in by))))
    got, expected, ndkl = [], [], []
    for _, query in named.groupby("query", sort=False):
        query = query.sort_values("score", ascending=False)
        place = np.arange(len(query))
        mean = lambda values: pd.Series(values, index=query.index).groupby(query.score).transform("mean")  # of equal scores
        value = 1 / np.log2(2 + place)
        counts = query.key.value_counts()
        share, relevance = counts / len(query), query.relevance.groupby(query.key).sum()
        merit = value.sum() * (query.relevance.sum() > 0)
        seen = mean(value).groupby(query.key).sum()
        first = mean((place < top) * 1.0).groupby(query.key).sum()
        got.append(pd.DataFrame({"selection": first, "exposure": seen, "merit": seen * (merit > 0)}))
        expected.append(pd.DataFrame({"selection": share * min(top, len(query)), "exposure": share * value.sum(),
                                      "merit": relevance / max(relevance.sum(), 1) * merit}))
        desired = share.to_numpy()
        mixes = [mean((query.key == key) * 1.0).to_numpy() for key in counts.index]
        starts = np.cumsum(np.array(mixes).T, axis=0)
        divergences = [stats.entropy(start, desired) for start in starts]
        ndkl.append((divergences * value).sum() / value.sum())
    return got, expected, np.array(ndkl)



def main():
    checks, rng = _assay.Checks(), np.random.default_rng(23)
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        folder = Path(name)
        frame = table_of(rng, 150)
        frame.to_csv(folder / "t.csv", index=False)
        frame.to_parquet(folder / "t.parquet", index=False)
        documents = []
        for ending in ("csv", "parquet"):
            code, stdout, stderr = _assay.run("fairness", "ranking", folder / f"t.{ending}", "--query", "query", "--score", "score",
                                              "--group", "group", "--group", "age", "--intersections", "2", "--relevance", "relevance",
                                              "--top", "5", "--bootstrap", "1000", "--seed", "4", "--json")
            checks.equal((code, stderr), (0, ""), f"{ending} is audited")
            documents.append(json.loads(stdout))
        document = documents[0]
        checks.equal(documents[1]["groupings"], document["groupings"], "all formats say the same")
        for grouping in document["groupings"]:
            got, expected, ndkl = sheets(frame, grouping["by"], 5)
            checks.that(near(grouping["ndkl"]["value"], float(ndkl.mean())), f"NDKL by {grouping['by']}")
            total, wanted = pd.concat(got).groupby(level=0).sum(), pd.concat(expected).groupby(level=0).sum()
            for group in grouping["groups"]:
                key = tuple(group["group"])
                for kind in ("selection", "exposure", "merit"):
                    said = group[kind]
                    one, other = total[kind][key], wanted[kind][key]
                    checks.that(near(said["ratio"], float(one / other)) and near(said["share"], float(one / total[kind].sum())) and
                                near(said["expected_share"], float(other / wanted[kind].sum())), f"{kind} of {key}: {said}")
        got, expected, _ = sheets(frame, ["group"], 5)
        have = np.array([[one.selection.get(("a",), 0.0), other.selection.get(("a",), 0.0)] for one, other in zip(got, expected)])
        drawn = have[rng.integers(0, len(have), (1000, len(have)))].sum(axis=1)
        low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
        said = document["groupings"][0]["groups"][0]["selection"]["bootstrap"]
        checks.that(max(abs(said["low"] - low), abs(said["high"] - high)) < 0.1 * (high - low), f"draws: {said} against {low} {high}")
        checks.equal((document["queries"], document["n"]), (len(have), len(frame.dropna(subset=["query", "score"]))), "rows are counted")
        ranked = frame.dropna(subset=["query", "score"])
        equal = ranked.groupby(["query", "score"]).score.transform("size") > 1
        places = ranked.sort_values("score", ascending=False).groupby("query").score
        cut = sum(len(scores) > 5 and scores.iloc[4] == scores.iloc[5] for _, scores in places)
        checks.equal(document["ties"], {"candidates": int(equal.sum()), "queries": ranked[equal]["query"].nunique(), "cut": cut},
                     "ties are counted")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
