const NEWLINE = 10;

function countLines(block: Buffer): number {
  let n = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) n++;
  return n;
}

/** One line that is written over: bytes, records and rate. Says nothing where nobody looks. */
export function pushProgress(out: { write(text: string): unknown; isTTY?: boolean }, before: number) {
  const startedAt = Date.now();
  let bytes = 0;
  let lines = 0;
  const mb = (n: number) => `${(n / 1e6).toFixed(1)} MB`;
  return {
    sent(block: Buffer, errors: number): void {
      bytes += block.length;
      lines += countLines(block);
      if (!out.isTTY) return;
      const rate = bytes / Math.max(0.001, (Date.now() - startedAt) / 1_000);
      const wrong = errors > 0 ? ` · ${errors.toLocaleString("en")} set aside` : "";
      out.write(`\r\u001b[K${mb(before + bytes)} · ${lines.toLocaleString("en")} records · ${mb(rate)}/s${wrong}`);
    },
    end(): void {
      if (out.isTTY && bytes > 0) out.write("\n");
    },
  };
}
