"""Prints what scikit-learn and PyOD reach in the frame of tests/bench/detectors.ts, as JSON.

    venv/bin/python tests/bench/detectors/peers.py ../shared/data/tabular [seeds]

Columns are divided by their standard deviations; methods that compare rows keep 2,048 of them.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from pyod.models.knn import KNN
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

folder = Path(sys.argv[1])
seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
names = ["annthyroid", "breastw", "cardio", "ionosphere", "mammography", "pima", "shuttle", "thyroid"]


def robust(train, test):
    median = np.median(train, axis=0)
    deviation = np.abs(train - median)
    spread = 1.4826 * np.median(deviation, axis=0)
    spread = np.where(spread > 0, spread, 1.253314 * deviation.mean(axis=0))
    return (np.abs(test - median) / np.where(spread > 0, spread, 1)).max(axis=1)


def detectors(train, test, seed):
    scaler = StandardScaler().fit(train)
    scaled, rows = scaler.transform(train), scaler.transform(test)
    random = np.random.default_rng(seed)
    kept = scaled[random.choice(len(scaled), min(2048, len(scaled)), replace=False)]
    forest = IsolationForest(n_estimators=100, max_samples=min(256, len(train)), random_state=seed)
    yield "isolation-forest", lambda: -forest.fit(train).score_samples(test)
    lof = LocalOutlierFactor(n_neighbors=20, novelty=True)
    yield "local-outlier-factor", lambda: -lof.fit(kept).score_samples(rows)
    yield "one-class-svm", lambda: -OneClassSVM().fit(kept).decision_function(rows)
    yield "k-nearest-neighbours", lambda: KNN(n_neighbors=5, method="largest").fit(kept).decision_function(rows)
    yield "ecod", lambda: ecod(train, test)
    yield "hbos", lambda: HBOS().fit(scaled).decision_function(rows)
    yield "robust-z-score", lambda: robust(train, test)


def ecod(train, test):
    fitted = ECOD().fit(train)
    return fitted.decision_scores_ if test is train else fitted.decision_function(test)


def estimate(values):
    error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0
    return [round(float(np.mean(values)), 4), round(float(error), 4)]


results = []
for name in names:
    table = np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1).astype(np.float32).astype(float)
    values, labels = table[:, :-1], table[:, -1].astype(int)
    for regime in ["all", "novel"]:
        runs = {}
        for seed in range(1, seeds + 1):
            train, test, truth = values, values, labels
            if regime == "novel":
                benign = np.flatnonzero(labels == 0)
                drawn = np.random.default_rng(seed).choice(benign, len(benign) // 2, replace=False)
                rest = np.setdiff1d(np.arange(len(labels)), drawn)
                train, test, truth = values[drawn], values[rest], labels[rest]
            for detector, score in detectors(train, test, seed):
                scores = score()
                found = [roc_auc_score(truth, scores), average_precision_score(truth, scores)]
                runs.setdefault(detector, []).append(found)
        for detector, found in runs.items():
            auroc, ap = (estimate([run[i] for run in found]) for i in range(2))
            results.append({"set": name, "detector": detector, "regime": regime, "auroc": auroc, "ap": ap})
        print(name, regime, file=sys.stderr)

by = {package: version(package) for package in ["numpy", "scikit-learn", "pyod"]}
print(json.dumps({"by": by, "seeds": seeds, "results": results}, indent=1))
