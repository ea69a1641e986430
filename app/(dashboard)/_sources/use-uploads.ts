"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { uploadAction } from "./actions";
import { byteWords } from "./run-words";
import { UPLOAD_LIMIT_BYTES } from "./upload-limit";

export type Upload = {
  key: number;
  name: string;
  state: "waiting" | "sending" | "taken" | "refused";
  sentence: string;
  runId: number | null;
};

type Outcome = Pick<Upload, "state" | "sentence" | "runId">;

const LIMIT_WORDS = `Larger than ${byteWords(UPLOAD_LIMIT_BYTES)}: import it on the server with \`faultline import\`.`;

async function sendFile(file: File): Promise<Outcome> {
  const refused = (sentence: string): Outcome => ({ state: "refused", sentence, runId: null });
  if (file.size > UPLOAD_LIMIT_BYTES) return refused(LIMIT_WORDS);
  const form = new FormData();
  form.set("file", file);
  try {
    const result = await uploadAction(form);
    if (!result.ok) return refused(result.sentence);
    if (result.value.refused !== null) return refused(result.value.refused);
    return { state: "taken", sentence: "Recognised. A run reads it now.", runId: result.value.runId };
  } catch {
    return refused("It did not arrive: the connection broke, or the server refused its size. Try again.");
  }
}

/** Sends files one after the other; each ends with its own sentence, and one refusal stops nobody else. */
export function useUploads() {
  const queries = useQueryClient();
  const nextKey = useRef(0);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [busy, setBusy] = useState(false);

  const change = (key: number, to: Partial<Upload>) =>
    setUploads((all) => all.map((u) => (u.key === key ? { ...u, ...to } : u)));

  const send = async (files: readonly File[]) => {
    if (files.length === 0) return;
    const queue = files.map((file) => ({ file, key: nextKey.current++ }));
    setUploads((all) => [
      ...all,
      ...queue.map(({ file, key }) => ({
        key,
        name: file.name,
        state: "waiting" as const,
        sentence: "Waiting",
        runId: null,
      })),
    ]);
    setBusy(true);
    for (const { file, key } of queue) {
      change(key, { state: "sending", sentence: `Sending ${byteWords(file.size)}` });
      change(key, await sendFile(file));
    }
    setBusy(false);
    await queries.invalidateQueries({ queryKey: ["sources"] });
  };
  return { uploads, busy, send };
}
