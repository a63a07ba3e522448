"""Isolation forests of other makers, on the same rows; driven by tests/bench/forest/peers.ts.

Reads the rows (float32, little-endian) from a file, and says on one line of JSON which peers this
Python has. Then, for each line {"peer": …, "task": "fit" | "score"} on standard input, does it and
prints the seconds it took. A fit makes 100 trees of 256 rows.
"""

import json
import sys
import time
from importlib.metadata import version

path, rows, columns, threads = sys.argv[1], *map(int, sys.argv[2:5])
peers = {}


def sklearn_peer(n_jobs):
    from sklearn.ensemble import IsolationForest

    model = IsolationForest(n_estimators=100, max_samples=256, random_state=42, n_jobs=n_jobs)
    return {"fit": lambda: model.fit(values), "score": lambda: model.score_samples(values)}


def isotree_peer(nthreads):
    from isotree import IsolationForest

    model = IsolationForest(
        ntrees=100, sample_size=256, ndim=1, missing_action="fail", random_seed=42, nthreads=nthreads
    )
    return {"fit": lambda: model.fit(values), "score": lambda: model.predict(values)}


def onnxruntime_peer(nthreads):
    import onnxruntime
    from skl2onnx import to_onnx
    from sklearn.ensemble import IsolationForest

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = nthreads
    model = IsolationForest(n_estimators=100, max_samples=256, random_state=42)
    session = None
    batch = 10_000  # the graph keeps a column per tree and more: a million rows at once do not fit

    def fit():
        nonlocal session
        model.fit(values[:100_000])
        onnx = to_onnx(model, values[:1], target_opset={"": 15, "ai.onnx.ml": 3})
        session = onnxruntime.InferenceSession(onnx.SerializeToString(), options)

    def score():
        for i in range(0, rows, batch):
            session.run(["scores"], {"X": values[i : i + batch]})

    return {"fit": fit, "score": score}


def offer(name, package, make):
    try:
        peers[name] = {**make(), "version": version(package)}
    except Exception as error:  # not installed, or broken: absent either way
        absent[name] = f"{type(error).__name__}: {error}"


absent = {}
try:
    import numpy

    values = numpy.fromfile(path, dtype="<f4").reshape(rows, columns)
except ImportError as error:
    values = None
    absent["numpy"] = str(error)

if values is not None:
    offer("scikit-learn, 1 thread", "scikit-learn", lambda: sklearn_peer(1))
    offer("scikit-learn, all threads", "scikit-learn", lambda: sklearn_peer(-1))
    offer("isotree, 1 thread", "isotree", lambda: isotree_peer(1))
    offer("isotree, all threads", "isotree", lambda: isotree_peer(threads))
    offer("onnxruntime, 1 thread", "onnxruntime", lambda: onnxruntime_peer(1))
    offer("onnxruntime, all threads", "onnxruntime", lambda: onnxruntime_peer(threads))

present = {name: peer["version"] for name, peer in peers.items()}
print(json.dumps({"python": sys.version.split()[0], "present": present, "absent": absent}), flush=True)

for line in sys.stdin:
    asked = json.loads(line)
    began = time.perf_counter()
    try:
        peers[asked["peer"]][asked["task"]]()
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
