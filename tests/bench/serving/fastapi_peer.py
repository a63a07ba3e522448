"""scikit-learn's Isolation Forest behind FastAPI and uvicorn, as a service of one process: PORT COLUMNS."""

import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sklearn.ensemble import IsolationForest

port, columns = int(sys.argv[1]), int(sys.argv[2])
rows = np.random.default_rng(1).random((20_000, columns), dtype=np.float32)
forest = IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(rows)
app = FastAPI()


@app.get("/v2/health/ready")
def ready():
    return {"ready": True}


@app.post("/v2/models/flows/infer")
async def infer(request: Request):
    tensor = (await request.json())["inputs"][0]
    values = np.asarray(tensor["data"], dtype=np.float32).reshape(tensor["shape"])
    scores = -forest.score_samples(values)
    output = {"name": "score", "datatype": "FP64", "shape": [len(scores)], "data": scores.tolist()}
    return JSONResponse({"model_name": "flows", "outputs": [output]})


uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
