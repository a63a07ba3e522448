import type {IType} from "protobufjs";

/**
 * The part of ONNX that is used, as protobufjs describes messages: names, types and numbers of the
 * fields from onnx.proto (version 2 of the Protocol Buffers, so that lists of attributes are not
 * packed). Graphs inside attributes, which loops have, are skipped: no message holds one of its kind.
 *
 * Open Neural Network Exchange, onnx/onnx.proto, IR version 4 (ONNX 1.4) to 13.
 */
export const onnxMessages: {[name: string]: IType} = {
  Model: {
    fields: {
      irVersion: {type: "int64", id: 1},
      producerName: {type: "string", id: 2},
      producerVersion: {type: "string", id: 3},
      domain: {type: "string", id: 4},
      modelVersion: {type: "int64", id: 5},
      docString: {type: "string", id: 6},
      graph: {type: "Graph", id: 7},
      opsetImport: {rule: "repeated", type: "OperatorSet", id: 8},
      metadataProps: {rule: "repeated", type: "Entry", id: 14},
      functions: {rule: "repeated", type: "bytes", id: 25}
    }
  },
  OperatorSet: {fields: {domain: {type: "string", id: 1}, version: {type: "int64", id: 2}}},
  Entry: {fields: {key: {type: "string", id: 1}, value: {type: "string", id: 2}}},
  Graph: {
    fields: {
      node: {rule: "repeated", type: "Node", id: 1},
      name: {type: "string", id: 2},
      initializer: {rule: "repeated", type: "Tensor", id: 5},
      docString: {type: "string", id: 10},
      input: {rule: "repeated", type: "ValueInfo", id: 11},
      output: {rule: "repeated", type: "ValueInfo", id: 12}
    }
  },
  Node: {
    fields: {
      input: {rule: "repeated", type: "string", id: 1},
      output: {rule: "repeated", type: "string", id: 2},
      name: {type: "string", id: 3},
      opType: {type: "string", id: 4},
      attribute: {rule: "repeated", type: "Attribute", id: 5},
      domain: {type: "string", id: 7}
    }
  },
  Attribute: {
    fields: {
      name: {type: "string", id: 1},
      f: {type: "float", id: 2},
      i: {type: "int64", id: 3},
      s: {type: "bytes", id: 4},
      t: {type: "Tensor", id: 5},
      floats: {rule: "repeated", type: "float", id: 7},
      ints: {rule: "repeated", type: "int64", id: 8},
      strings: {rule: "repeated", type: "bytes", id: 9},
      type: {type: "int32", id: 20}
    }
  },
  Tensor: {
    fields: {
      dims: {rule: "repeated", type: "int64", id: 1},
      dataType: {type: "int32", id: 2},
      floatData: {rule: "repeated", type: "float", id: 4, options: {packed: true}},
      int64Data: {rule: "repeated", type: "int64", id: 7, options: {packed: true}},
      name: {type: "string", id: 8},
      rawData: {type: "bytes", id: 9},
      dataLocation: {type: "int32", id: 14}
    }
  },
  ValueInfo: {fields: {name: {type: "string", id: 1}, type: {type: "ValueType", id: 2}}},
  ValueType: {fields: {tensorType: {type: "TensorType", id: 1}}},
  TensorType: {fields: {elemType: {type: "int32", id: 1}, shape: {type: "Shape", id: 2}}},
  Shape: {fields: {dim: {rule: "repeated", type: "Dimension", id: 1}}},
  Dimension: {fields: {dimValue: {type: "int64", id: 1}, dimParam: {type: "string", id: 2}}}
};

/** The numbers of the element types of tensors that are used (TensorProto.DataType). */
export const elementTypes = {float: 1, int64: 7} as const;

/** The numbers of the kinds of attributes that are used (AttributeProto.AttributeType). */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  floats: 6,
  ints: 7,
  strings: 8
} as const;

/** An ONNX model. What a file omits is undefined, or an empty list. */
export interface OnnxModel {
  irVersion?: number;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: number;
  docString?: string;
  graph?: OnnxGraph;
  opsetImport: {domain?: string; version?: number}[];
  metadataProps: {key?: string; value?: string}[];
  functions?: Uint8Array[];
}

/** The graph of a model: what is computed, from what, and what comes out. */
export interface OnnxGraph {
  node: OnnxNode[];
  name?: string;
  initializer: OnnxTensor[];
  docString?: string;
  input: OnnxValueInfo[];
  output: OnnxValueInfo[];
}

/** A step of a graph: an operator, what it takes and what it gives, by name. */
export interface OnnxNode {
  input: string[];
  output: string[];
  name?: string;
  opType?: string;
  attribute: OnnxAttribute[];
  domain?: string;
}

/** A constant argument of an operator, of the kind that `type` says. */
export interface OnnxAttribute {
  name?: string;
  f?: number;
  i?: number;
  s?: Uint8Array;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
  type?: number;
}

/** A constant. Its elements are in one of the lists, or in *rawData*, little-endian. */
export interface OnnxTensor {
  dims: number[];
  dataType?: number;
  floatData?: number[];
  int64Data?: number[];
  name?: string;
  rawData?: Uint8Array;
  dataLocation?: number;
}

/** The name and type of an input or output. */
export interface OnnxValueInfo {
  name?: string;
  type?: {
    tensorType?: {elemType?: number; shape?: {dim: {dimValue?: number; dimParam?: string}[]}};
  };
}
