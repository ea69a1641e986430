import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { byteOffset } from "./judge";
import { lexPython, type NameUse, type SourceFacts } from "./lexer";

/** Operators that read or write files of whoever runs the model: as `torch.NAME`, `ops.aten.NAME`, or in their own library. */
const FILE_OPERATORS = new Set(
  `from_file save load load_library read_file write_file read_image write_image sox_io_load sox_io_save
  load_audio_file save_audio_file sox_effects_apply_effects_file`.split(/\s+/),
);
/** Libraries of operators that come with PyTorch itself. */
const OWN_LIBRARIES = new Set(
  `aten prim prims quantized sparse prepacked xnnpack mkldnn mkldnn_prepacked mkl onednn metal metal_prepacked vulkan
  vulkan_prepacked static_runtime profiler cuda rngprims inductor c10d _c10d_functional c10d_functional symm_mem higher_order
  _quantized _nnapi onnx`.split(/\s+/),
);

/** Operators in TorchScript code: those that touch files are suspicious, those of other libraries are information. */
export function judgeTorchScript(text: string): { evidence: ScanEvidence[]; facts: SourceFacts } {
  const facts = lexPython(text);
  const rows = new Map<string, { use: NameUse; count: number }>();
  for (const use of facts.uses) {
    if (!use.called || !/^(torch|ops)\./.test(use.path)) continue;
    const known = rows.get(use.path);
    if (known !== undefined) known.count += 1;
    else rows.set(use.path, { use, count: 1 });
  }
  const evidence = [...rows.values()].flatMap(({ use, count }) => judge(text, use, count));
  return { evidence: evidence.slice(0, 200), facts };
}

function judge(text: string, use: NameUse, count: number): ScanEvidence[] {
  const parts = use.path.split(".");
  const name = parts.at(-1) ?? "";
  const library = parts[0] === "ops" && parts.length > 2 ? (parts[1] as string) : undefined;
  const at = byteOffset(text, use.at);
  const base = { offset: at, memberOffset: at, ...(count > 1 && { count }) };
  const reachesFiles = FILE_OPERATORS.has(name) && (parts.length === 2 || library !== undefined);
  if (reachesFiles) {
    return [
      {
        ...base,
        rule: "torchscript.file-operator",
        verdict: "suspicious",
        severity: "high",
        certainty: "likely",
        message: showText(
          `The model's code calls ${use.path}, which reads or writes files or libraries where it runs`,
          400,
        ),
        refs: ["CWE-73"],
      },
    ];
  }
  if (library === undefined || OWN_LIBRARIES.has(library)) return [];
  return [
    {
      ...base,
      rule: "torchscript.library-operator",
      verdict: "info",
      severity: "low",
      certainty: "certain",
      message: showText(`The model's code calls ${use.path}, of a library that must be loaded besides PyTorch`, 400),
    },
  ];
}
