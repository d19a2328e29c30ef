import { refuse, shown } from "./fault.ts";
import { Fields } from "./fields.ts";
import type {
  OnnxAttribute,
  OnnxDimension,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from "./model.ts";
import { checkRank } from "./tensor.ts";

/** Most messages and repeated numbers of one file: a network of a hundred thousand nodes has about three million. */
const mostParts = 4_000_000;
/** Most inputs or outputs of one node. */
const mostValues = 65_536;
/** Deepest nesting of graphs in attributes of nodes. */
const deepestGraph = 16;

/**
 * Reads the protobuf of a model. Field numbers are those of onnx.proto (ONNX IR versions 3 to 11); unknown fields are passed over.
 * Data of tensors is not copied: it stays a piece of `bytes`.
 *
 * Errors: onnx/not-a-model with the offset at which the bytes stop making sense, onnx/too-many-parts, onnx/too-large.
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const fields = new Fields(bytes, 0, { left: mostParts, limit: mostParts });
  let graph: OnnxGraph | undefined;
  let producer = "";
  const opsets = new Map<string, number>();
  fields.each((field) => {
    if (field === 2) producer = fields.text();
    else if (field === 7) graph = readGraph(fields.message(), 0);
    else if (field === 8) readOpset(fields.message(), opsets);
    else return false;
    return true;
  });
  if (graph === undefined) refuse("onnx/not-a-model", { reason: "it holds no graph", offset: undefined });
  return { producer: shown(producer), opsets, graph };
}

function readOpset(fields: Fields, opsets: Map<string, number>): void {
  let domain = "";
  let version = 0n;
  fields.each((field) => {
    if (field === 1) domain = fields.text();
    else if (field === 2) version = fields.integer();
    else return false;
    return true;
  });
  opsets.set(standardDomain(domain), Number(version));
}

/** The standard domain has two spellings. */
function standardDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

function readGraph(fields: Fields, depth: number): OnnxGraph {
  if (depth > deepestGraph) refuse("onnx/not-a-model", { reason: "its graphs are nested too deep", offset: undefined });
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  let name = "";
  fields.each((field) => {
    if (field === 1) nodes.push(readNode(fields.message(), depth));
    else if (field === 2) name = fields.text();
    else if (field === 5) initializers.push(readTensor(fields.message()));
    else if (field === 11) inputs.push(readValueInfo(fields.message()));
    else if (field === 12) outputs.push(readValueInfo(fields.message()));
    else return false;
    return true;
  });
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(fields: Fields, depth: number): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [name, opType, domain] = ["", "", ""];
  fields.each((field) => {
    if (field === 1) addValue(inputs, fields);
    else if (field === 2) addValue(outputs, fields);
    else if (field === 3) name = fields.text();
    else if (field === 4) opType = fields.text();
    else if (field === 5) {
      const attribute = readAttribute(fields.message(), depth);
      attributes.set(attribute.name, attribute);
    } else if (field === 7) domain = standardDomain(fields.text());
    else return false;
    return true;
  });
  return {
    name,
    opType,
    domain: quantizers.includes(`${domain}:${opType}`) ? "" : domain,
    inputs,
    outputs,
    attributes,
  };
}

/** What onnxruntime writes of the standard operators where these do not take 16 bits yet: the same inputs, attributes and meaning. */
const quantizers: readonly string[] = ["com.microsoft:QuantizeLinear", "com.microsoft:DequantizeLinear"];

function addValue(names: string[], fields: Fields): void {
  if (names.length === mostValues) refuse("onnx/too-many-parts", { limit: mostValues });
  names.push(fields.text());
}

function readAttribute(fields: Fields, depth: number): OnnxAttribute {
  const floats: number[] = [];
  const ints: bigint[] = [];
  let made: Omit<OnnxAttribute, "floats" | "ints"> = { name: "" };
  fields.each((field) => {
    if (field === 1) made = { ...made, name: fields.text() };
    else if (field === 2) made = { ...made, float: fields.float() };
    else if (field === 3) made = { ...made, int: fields.integer() };
    else if (field === 4) made = { ...made, text: fields.text() };
    else if (field === 5) made = { ...made, tensor: readTensor(fields.message()) };
    else if (field === 6) made = { ...made, graph: readGraph(fields.message(), depth + 1) };
    else if (field === 7) fields.floats(floats);
    else if (field === 8) fields.integers(ints);
    else return false;
    return true;
  });
  return { ...made, floats, ints };
}

const typedFields: readonly number[] = [4, 5, 7, 10, 11];

function readTensor(fields: Fields): OnnxTensor {
  const dims: bigint[] = [];
  const packed = new Map<number, Uint8Array[]>();
  const external = new Map<string, string>();
  let made: Pick<OnnxTensor, "name" | "dataType" | "hasTexts" | "raw"> = { name: "", dataType: 0, hasTexts: false };
  let isExternal = false;
  fields.each((field) => {
    if (field === 1) fields.integers(dims);
    else if (field === 2) made = { ...made, dataType: Number(fields.integer()) };
    else if (field === 6) made = { ...made, hasTexts: true };
    else if (field === 8) made = { ...made, name: fields.text() };
    else if (field === 9) made = { ...made, raw: fields.data() };
    else if (field === 13) readEntry(fields.message(), external);
    else if (field === 14) isExternal = fields.integer() === 1n;
    else if (typedFields.includes(field)) {
      const pieces = packed.get(field);
      if (pieces === undefined) packed.set(field, [fields.packed()]);
      else pieces.push(fields.packed());
    } else return false;
    return field !== 6;
  });
  checkRank(dims.length, made.name);
  return { ...made, dims, packed, ...(isExternal ? { external } : {}) };
}

function readEntry(fields: Fields, into: Map<string, string>): void {
  let [key, value] = ["", ""];
  fields.each((field) => {
    if (field === 1) key = fields.text();
    else if (field === 2) value = fields.text();
    else return false;
    return true;
  });
  into.set(key, value);
}

function readValueInfo(fields: Fields): OnnxValueInfo {
  let name = "";
  let type: Pick<OnnxValueInfo, "elementType" | "dims"> = {};
  fields.each((field) => {
    if (field === 1) name = fields.text();
    else if (field === 2) {
      const outer = fields.message();
      outer.each((inner) => {
        if (inner !== 1) return false;
        type = readTensorType(outer.message());
        return true;
      });
    } else return false;
    return true;
  });
  checkRank(type.dims?.length ?? 0, name);
  return { name, ...type };
}

function readTensorType(fields: Fields): Pick<OnnxValueInfo, "elementType" | "dims"> {
  let elementType = 0;
  let dims: OnnxDimension[] | undefined;
  fields.each((field) => {
    if (field === 1) elementType = Number(fields.integer());
    else if (field === 2) {
      const shape = fields.message();
      const found: OnnxDimension[] = [];
      shape.each((inner) => {
        if (inner !== 1) return false;
        found.push(readDimension(shape.message()));
        return true;
      });
      dims = found;
    } else return false;
    return true;
  });
  return { elementType, ...(dims === undefined ? {} : { dims }) };
}

function readDimension(fields: Fields): OnnxDimension {
  let made: OnnxDimension = {};
  fields.each((field) => {
    if (field === 1) made = { value: fields.integer() };
    else if (field === 2) made = { name: fields.text() };
    else return false;
    return true;
  });
  return made;
}
