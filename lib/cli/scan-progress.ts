import { showText } from "@/lib/domain/text";

const EVERY_MS = 100;
const CLEAR = "\r\u001b[2K";

export type ScanProgress = { begin: (path: string) => void; end: (bytesRead: number) => void; close: () => void };

/** One line on a terminal that says how far the scan is; nothing anywhere else. Redrawn ten times a second at most. */
export function scanProgress(
  stream: { write: (text: string) => unknown; isTTY?: boolean },
  total: number,
): ScanProgress {
  if (stream.isTTY !== true) return { begin: () => undefined, end: () => undefined, close: () => undefined };
  let done = 0;
  let bytes = 0;
  let drawnMs = 0;
  let last = "";
  const draw = (): void => {
    if (performance.now() - drawnMs < EVERY_MS) return;
    drawnMs = performance.now();
    stream.write(`${CLEAR}${done} of ${total}  ${(bytes / 1e6).toFixed(1)} MB read  ${showText(last, 50)}`);
  };
  return {
    begin: (path) => {
      last = path;
      draw();
    },
    end: (bytesRead) => {
      done += 1;
      bytes += bytesRead;
      draw();
    },
    close: () => void stream.write(CLEAR),
  };
}
