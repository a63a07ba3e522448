import type {ModelFile} from "./models.js";

/**
 * A model file whose forest another tool has grown: of the training it knows what that tool wrote, not
 * which events it was. A run that takes it in knows the rest (`adoptModel`, in
 * src/core/forest/imported-model.ts), and it becomes a `ModelFile`.
 */
export interface ImportedModelFile extends Pick<
  ModelFile,
  "name" | "parameters" | "features" | "forest"
> {
  /** The format and its version. */
  format: "atalaya-imported-model/1";

  /** Where it comes from. */
  source: {
    /** What the file was; e.g., `onnx` or `scikit-learn-isolation-forest/1`. */
    format: string;

    /** The tool that wrote it, and its version; e.g., `skl2onnx 1.20.0`. */
    producer: string;

    /** The SHA-256 of the file, in lower-case hexadecimal. */
    sha256: string;

    /** At how many nodes that tool sends a missing value to the left; here NaN always goes right. */
    missingLeft: number;
  };
}
