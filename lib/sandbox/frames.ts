/** One message between a pool and its child. */
export type Frame = { head: unknown; body: Buffer };

const LENGTHS = 8;
const MAX_HEAD_BYTES = 128 * 1024 * 1024;
const MAX_BODY_BYTES = 128 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** A message as bytes: length of the JSON, length of the body (both u32 little endian), JSON, body. */
export function encodeFrame(head: unknown, body: Buffer = NOTHING): Buffer[] {
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  return body.length === 0 ? [Buffer.concat([lengths, json])] : [Buffer.concat([lengths, json]), body];
}

/** Puts messages together again from parts as they arrive. Throws on lengths that no message of ours has. */
export class FrameReader {
  private parts: Buffer[] = [];
  private held = 0;

  *push(part: Buffer): Generator<Frame> {
    this.parts.push(part);
    this.held += part.length;
    for (let frame = this.next(); frame !== null; frame = this.next()) yield frame;
  }

  private next(): Frame | null {
    if (this.held < LENGTHS) return null;
    const lengths = this.peek(LENGTHS);
    const head = lengths.readUInt32LE(0);
    const body = lengths.readUInt32LE(4);
    if (head > MAX_HEAD_BYTES || body > MAX_BODY_BYTES) throw new Error(`a message of ${head} + ${body} bytes`);
    if (this.held < LENGTHS + head + body) return null;
    const whole = this.peek(LENGTHS + head + body);
    const rest = this.parts[0]?.subarray(whole.length) ?? NOTHING;
    this.parts = rest.length > 0 ? [rest] : [];
    this.held = rest.length;
    return {
      head: JSON.parse(whole.toString("utf8", LENGTHS, LENGTHS + head)) as unknown,
      body: whole.subarray(LENGTHS + head),
    };
  }

  /** The first bytes in one piece; parts are joined only once all of a message is there, so a long body is copied once. */
  private peek(length: number): Buffer {
    const first = this.parts[0] ?? NOTHING;
    if (first.length >= length) return first.subarray(0, length);
    const joined = Buffer.concat(this.parts);
    this.parts = [joined];
    return joined.subarray(0, length);
  }
}
