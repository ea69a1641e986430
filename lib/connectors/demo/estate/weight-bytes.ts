import { hash } from "node:crypto";
import { benignTorchPickle, inertCallPickle } from "./pickle-bytes";
import { type StoredZip, storedZip } from "./zip-bytes";

/** `count` bytes that differ from name to name and never from run to run: stand-in tensor data. */
function standInBytes(name: string, count: number): Buffer {
  const parts: Buffer[] = [];
  for (let block = 0; parts.length * 32 < count; block += 1) parts.push(hash("sha256", `${name} ${block}`, "buffer"));
  return Buffer.concat(parts).subarray(0, count);
}

/** A safetensors file with one tensor; the header says that it is a stand-in. */
export function safetensorsFile(name: string): Buffer {
  const data = standInBytes(name, 256);
  const header = {
    __metadata__: { format: "pt", note: "stand-in of the Larkmoor demo estate, no real weights" },
    "head.weight": { dtype: "F32", shape: [8, 8], data_offsets: [0, data.length] },
  };
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8, " "));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, data]);
}

function ggufText(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
};
const u64 = (value: number): Buffer => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
};

/** A GGUF version 3 file with one float tensor and the metadata given as text. */
export function ggufFile(name: string, metadata: Record<string, string>): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    Buffer.concat([ggufText(key), u32(8), ggufText(value)]),
  );
  const tensor = Buffer.concat([ggufText("output.weight"), u32(1), u64(32), u32(0), u64(0)]);
  const head = Buffer.concat([Buffer.from("GGUF"), u32(3), u64(1), u64(entries.length), ...entries, tensor]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  return Buffer.concat([head, padding, standInBytes(name, 128)]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
  return Buffer.from(out);
}
const field = (number: number, payload: Buffer): Buffer =>
  Buffer.concat([varint((number << 3) | 2), varint(payload.length), payload]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));
const whole = (number: number, value: number): Buffer => Buffer.concat([varint(number << 3), varint(value)]);

/** An ONNX model of one Identity node over a float vector (ModelProto of onnx.proto3). */
export function onnxFile(name: string): Buffer {
  const shape = field(2, field(1, whole(1, 8)));
  const floats = field(2, field(1, Buffer.concat([whole(1, 1), shape])));
  const value = (label: string): Buffer => Buffer.concat([text(1, label), floats]);
  const node = Buffer.concat([text(1, "input"), text(2, "output"), text(4, "Identity")]);
  const graph = Buffer.concat([field(1, node), text(2, name), field(11, value("input")), field(12, value("output"))]);
  const opset = Buffer.concat([text(1, ""), whole(2, 17)]);
  return Buffer.concat([whole(1, 8), text(2, "larkmoor-demo"), field(7, graph), field(8, opset)]);
}

/** A gradient-boosted model in XGBoost's JSON form, one constant tree. */
export function xgboostFile(name: string): Buffer {
  const tree = {
    base_weights: [0.5],
    categories: [],
    default_left: [0],
    id: 0,
    left_children: [-1],
    loss_changes: [0],
    parents: [2147483647],
    right_children: [-1],
    split_conditions: [0.5],
    split_indices: [0],
    split_type: [0],
    sum_hessian: [1],
    tree_param: { num_deleted: "0", num_feature: "4", num_nodes: "1", size_leaf_vector: "1" },
  };
  const model = {
    learner: {
      attributes: { note: `${name}, stand-in of the Larkmoor demo estate` },
      feature_names: ["area", "age", "sum_insured", "claims"],
      feature_types: ["float", "float", "float", "int"],
      gradient_booster: {
        model: { gbtree_model_param: { num_parallel_tree: "1", num_trees: "1" }, tree_info: [0], trees: [tree] },
        name: "gbtree",
      },
      learner_model_param: { base_score: "5E-1", num_class: "0", num_feature: "4", num_target: "1" },
      objective: { name: "reg:gamma" },
    },
    version: [2, 1, 1],
  };
  return Buffer.from(`${JSON.stringify(model)}\n`);
}

/** A serialised TensorRT engine is vendor-private: the stand-in carries its leading tag and opaque bytes, nothing a parser could read. */
export function engineFile(name: string): Buffer {
  return Buffer.concat([Buffer.from("ftrt"), standInBytes(name, 508)]);
}

function torchArchive(prefix: string, pickle: Buffer, seed: string): StoredZip {
  return storedZip([
    { name: `${prefix}/data.pkl`, bytes: pickle },
    { name: `${prefix}/byteorder`, bytes: Buffer.from("little") },
    { name: `${prefix}/data/0`, bytes: standInBytes(seed, 16) },
    { name: `${prefix}/version`, bytes: Buffer.from("3\n") },
  ]);
}

/** A torch archive whose pickle names torch and collections alone. */
export function benignTorchFile(prefix: string): Buffer {
  return torchArchive(prefix, benignTorchPickle(), prefix).bytes;
}

/** The places the manifest states for the bad file: bytes inside the member, and bytes of the whole file. */
type CallOffsets = {
  member: string;
  memberDataOffset: number;
  globalInMember: number;
  reduceInMember: number;
  globalInFile: number;
  reduceInFile: number;
};

/** The bad artifact of the estate: a torch archive whose pickle would call posix.system with an inert word. */
export function inertCallTorchFile(prefix: string): { bytes: Buffer; offsets: CallOffsets } {
  const pickle = inertCallPickle();
  const archive = torchArchive(prefix, pickle.bytes, prefix);
  const member = `${prefix}/data.pkl`;
  const memberDataOffset = archive.dataOffset.get(member) ?? 0;
  return {
    bytes: archive.bytes,
    offsets: {
      member,
      memberDataOffset,
      globalInMember: pickle.globalOffset,
      reduceInMember: pickle.reduceOffset,
      globalInFile: memberDataOffset + pickle.globalOffset,
      reduceInFile: memberDataOffset + pickle.reduceOffset,
    },
  };
}
