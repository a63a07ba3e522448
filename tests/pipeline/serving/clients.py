"""Scores 50 rows by the clients of Triton and KServe, as JSON and as binary data: HOST:PORT MODEL. Prints the scores of each as JSON."""

import asyncio
import json
import sys

import numpy as np
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

address, model = sys.argv[1], sys.argv[2]
found = {}
client = triton.InferenceServerClient(address)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
metadata = client.get_model_metadata(model)
columns = metadata["inputs"][0]["shape"][1]
rows = (np.arange(50 * columns, dtype=np.float32) * 7 % 10).reshape(50, columns)
for binary in (False, True):
    tensor = triton.InferInput("events", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=binary)
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("score", "alert", "contributions")]
    answer = client.infer(model, [tensor], model_version=metadata["versions"][0], outputs=outputs, request_id="1")
    assert answer.as_numpy("alert").dtype == bool and answer.as_numpy("contributions").shape == rows.shape
    found[f"triton {binary}"] = answer.as_numpy("score").tolist()
found["triton without outputs"] = client.infer(model, [tensor]).as_numpy("score").tolist()


async def ask_kserve():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    base = f"http://{address}"
    assert await client.is_server_live(base) and await client.is_server_ready(base) and await client.is_model_ready(base, model)
    for binary in (False, True):
        tensor = InferInput("events", list(rows.shape), "FP32")
        tensor.set_data_from_numpy(rows, binary_data=binary)
        request = InferRequest(model_name=model, infer_inputs=[tensor])
        answer = await client.infer(base, request, model_name=model)
        found[f"kserve {binary}"] = answer.outputs[0].as_numpy().tolist()


asyncio.run(ask_kserve())
print(json.dumps(found))
