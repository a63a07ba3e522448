"""scikit-learn's Isolation Forest behind KServe's own server, as a service of one process: PORT COLUMNS."""

import sys

import numpy as np
from kserve import InferOutput, InferResponse, Model, ModelServer
from sklearn.ensemble import IsolationForest

port, columns = int(sys.argv[1]), int(sys.argv[2])
rows = np.random.default_rng(1).random((20_000, columns), dtype=np.float32)


class Forest(Model):
    def __init__(self):
        super().__init__("flows")
        self.forest = IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(rows)
        self.ready = True

    def predict(self, payload, headers=None, response_headers=None):
        scores = -self.forest.score_samples(payload.inputs[0].as_numpy())
        output = InferOutput(name="score", shape=[len(scores)], datatype="FP64")
        output.set_data_from_numpy(scores, binary_data=payload.request_outputs is not None)
        return InferResponse(response_id=payload.id or "1", model_name="flows", infer_outputs=[output])


ModelServer(http_port=port, enable_grpc=False, workers=1, access_log_format=None).start([Forest()])
