const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in words, decimal units: `712 B`, `3.9 KB`, `438 MB`, `1.98 GB`. At most three digits that matter. */
export function sizeWords(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  if (unit === 0) return `${Math.round(size)} B`;
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${Number(size.toFixed(digits))} ${UNITS[unit] ?? ""}`;
}

/** A share as whole percent that never rounds to 0 % or 100 % unless it is; null when the whole is nothing. */
export function shareWords(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  if (part <= 0) return "0%";
  if (part >= whole) return "100%";
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))}%`;
}
