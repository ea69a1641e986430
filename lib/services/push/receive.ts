import "server-only";
import { PUSH_STATES } from "@/db/enums";
import { FaultlineError } from "@/lib/domain/errors";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { keepChunk, noteErrors } from "./keep-chunk";
import { LineCutter } from "./line-cutter";
import { RepeatCheck } from "./repeat-check";
import { readUpload, refuseAbandoned, saveUpload, type Upload } from "./upload-row";

/** Whole lines of about so many bytes become one raw page. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Fewer whole lines than this wait for more at the end of a request, so that many small requests do not make many pages. */
const SMALL_BYTES = 256 * 1024;
/** The most that one push may hold, uncompressed. */
const MAX_PUSH_BYTES = 8 * 1024 ** 3;

/**
 * Takes bytes of a push from `offset` on. Bytes that were taken before are compared with what was kept and passed over; a gap,
 * other bytes than before, or a second sender is a conflict. Holds one chunk at a time; what came whole is kept even when the
 * rest does not arrive.
 */
export async function receiveBytes(
  ctx: Ctx,
  id: string,
  given: { offset: number; bytes: AsyncIterable<Buffer> },
): Promise<void> {
  requireScope(ctx, "analyst", "inventory:push");
  const upload = await readUpload(reader(), ctx.workspaceId, id);
  refuseAbandoned(upload);
  if (given.offset > upload.received)
    throw new FaultlineError(
      "conflict",
      `Bytes are missing: offset ${given.offset} was sent, ${upload.received} is expected.`,
      "/offset",
    );
  const receiver = new Receiver(ctx, upload);
  let at = given.offset;
  try {
    for await (const piece of given.bytes) {
      await receiver.take(at, piece);
      at += piece.length;
    }
  } catch (error) {
    // A lost connection keeps what arrived; a refusal of ours has nothing more to keep.
    if (!(error instanceof FaultlineError && error.code !== "invalid_input")) await receiver.end().catch(() => {});
    throw error;
  }
  await receiver.end();
}

class Receiver {
  private readonly check: RepeatCheck;
  private readonly known: number;
  private readonly cutter: LineCutter;
  private saved: { received: number };
  private fresh = false;
  /** Set while a chunk is being written: after a failure there nothing may be kept that would hide its loss. */
  private writing = false;

  constructor(
    private readonly ctx: Ctx,
    private readonly upload: Upload,
  ) {
    this.known = upload.received;
    this.saved = { received: upload.received };
    this.check = new RepeatCheck(upload.doc.segments, upload.tail, upload.received - upload.tail.length);
    this.cutter = reopen(upload);
  }

  async take(at: number, piece: Buffer): Promise<void> {
    const repeated = piece.subarray(0, Math.max(0, this.known - at));
    if (repeated.length > 0 && !this.check.same(at, repeated))
      throw new FaultlineError(
        "conflict",
        "Other bytes were sent under this idempotency key before. New content needs a new key.",
        "/key",
      );
    const news = piece.subarray(repeated.length);
    if (news.length === 0) return;
    if (this.upload.state !== PUSH_STATES.open)
      throw new FaultlineError(
        "conflict",
        `This push was completed with ${this.known} bytes, and here are more. New content needs a new key.`,
        "/key",
      );
    this.fresh = true;
    this.cutter.push(news);
    this.upload.received += news.length;
    if (this.upload.received > MAX_PUSH_BYTES)
      throw new FaultlineError(
        "limit",
        `A push holds at most ${MAX_PUSH_BYTES / 1024 ** 3} GB; line ${this.upload.lines} is past it. Push in several scopes, each of its own source.`,
      );
    if (this.cutter.wholeBytes >= CHUNK_BYTES) await this.keep(true);
  }

  /** The request is over: what waits is kept with the push. */
  async end(): Promise<void> {
    if (!this.fresh || this.writing) return;
    await this.keep(this.cutter.wholeBytes >= SMALL_BYTES || !this.cutter.restorable);
  }

  private async keep(asPage: boolean): Promise<void> {
    const { upload, cutter } = this;
    noteErrors(upload, cutter);
    this.writing = true;
    await withTransaction(async (tx) => {
      const chunk = asPage ? cutter.take() : null;
      upload.doc.skipping = cutter.skipping;
      upload.tail = cutter.skipping ? Buffer.alloc(0) : cutter.waiting();
      if (chunk) await keepChunk(tx, this.ctx, { upload, chunk, end: upload.received - cutter.sinceLine });
      await saveUpload(tx, this.saved, upload);
    });
    this.saved = { received: upload.received };
    this.writing = false;
  }
}

/** A cutter that stands where the push stopped. */
export function reopen(upload: Upload): LineCutter {
  const cutter = new LineCutter(upload.lines);
  cutter.push(upload.tail);
  cutter.skipping = upload.doc.skipping;
  return cutter;
}
