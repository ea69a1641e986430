"use server";

import { action } from "@/app/action";
import { FaultlineError } from "@/lib/domain/errors";
import type { Ctx } from "@/lib/services/context";
import { splitAsset } from "@/lib/services/inventory/split-asset";
import { dismissSetAside } from "@/lib/services/quarantine/dismiss";
import { replaySetAside } from "@/lib/services/quarantine/replay";
import { discardRun } from "@/lib/services/run/discard";
import { releaseRun } from "@/lib/services/run/run";
import { createSource, removeSource, runSource } from "@/lib/services/source/source";
import { uploadDocument } from "@/lib/services/source/upload";

export const splitAssetAction = action(splitAsset);
export const createSourceAction = action(createSource);
export const removeSourceAction = action(removeSource);
export const runSourceAction = action(runSource);
export const releaseRunAction = action(releaseRun);
export const discardRunAction = action(discardRun);
export const replaySetAsideAction = action(replaySetAside);
export const dismissSetAsideAction = action(dismissSetAside);

async function uploadForm(ctx: Ctx, form: FormData) {
  const file = form.get("file");
  if (!(file instanceof File)) throw new FaultlineError("invalid_input", "No file came with this request.", "file");
  return uploadDocument(ctx, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
}

/** One file a call, in the form field "file". */
export const uploadAction = action(uploadForm);
