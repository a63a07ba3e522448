/** What the tests use of onnxruntime-node 1.17, which comes without types. */
declare module "onnxruntime-node" {
  export class Tensor {
    constructor(type: "float32", data: Float32Array, dims: readonly number[]);
    readonly data: ArrayLike<number | bigint>;
  }

  export class InferenceSession {
    static create(
      bytes: Uint8Array,
      options?: {logSeverityLevel?: number}
    ): Promise<InferenceSession>;
    run(inputs: {[name: string]: Tensor}): Promise<{[name: string]: Tensor}>;
  }
}
