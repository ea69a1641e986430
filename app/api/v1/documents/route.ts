import { UPLOAD_DOCUMENT } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { FaultlineError } from "@/lib/domain/errors";
import { uploadDocument } from "@/lib/services/source/upload";

export const POST = open(UPLOAD_DOCUMENT, async (ctx, { document }) => {
  const { refused, ...started } = await uploadDocument(ctx, await document());
  if (refused !== null) throw new FaultlineError("invalid_input", refused);
  return started;
});
