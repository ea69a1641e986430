/** Where a value came from tells whether it is a secret as much as its own shape does. */
const SECRET_NAME =
  /(api[-_]?key|access[-_]?key|private[-_]?key|token|secret|passw|pwd\b|auth|credential|bearer|cookie|session|signature|^key$|[-_]key$|^sig$)/i;

/** Values of the well-known forms that issuers give their tokens. */
const TOKEN_SHAPES = [
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /\bxox[a-z]-[A-Za-z0-9-]{10,}/g,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*/g,
];

export const REDACTED = "<redacted>";

/** A reference to a variable or an input, or an empty value: nothing to hide in it. */
export function isReference(value: string): boolean {
  return /^\s*((bearer|basic|token)\s+)?(\$\{[^}]*\}|\$[A-Z_][A-Z0-9_]*|%[A-Z0-9_]+%|\{\{[^}]*\}\}|<[^>]*>)?\s*$/i.test(
    value,
  );
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether a literal under a secret's name can be one: settings such as a number, a path or "oauth" stand there too. */
export function canBeSecret(value: string): boolean {
  const plain = value.replace(/^(bearer|basic|token)\s+/i, "").trim();
  if (plain.length < 6 || /^[\d.,_-]+$/.test(plain) || /^(~|\.{0,2}[\\/]|[A-Za-z]:\\)/.test(plain)) return false;
  return !/^(enabled|disabled|default|required|optional|bearer|oauth2?|header|cookie)$/i.test(plain);
}

function looksRandom(value: string): boolean {
  return (
    /^[A-Za-z0-9+/_=-]{32,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[/]\w+[/]/.test(value)
  );
}

/** A URL with its password, its secret parameters and token-like steps taken out; null when it had none. */
function redactUrl(value: string): string {
  return value
    .replace(/([a-z][a-z0-9+.-]*:\/\/)([^/@\s]+)@/gi, (whole, scheme: string, user: string) =>
      // The user name of a git address over ssh is public knowledge.
      user === "git" ? whole : `${scheme}${REDACTED}@`,
    )
    .replace(/([?&#;])([^=&#\s]+)=([^&#\s]+)/g, (whole, mark: string, name: string, held: string) =>
      isReference(held) || !(isSecretName(name) || looksRandom(held)) ? whole : `${mark}${name}=${REDACTED}`,
    )
    .replace(/\/([A-Za-z0-9_-]{32,})(?=[/?#]|$)/g, (whole, part: string) =>
      looksRandom(part) ? `/${REDACTED}` : whole,
    );
}

/** Replaces tokens of known forms wherever they stand; the number of lines stays. */
export function redactTokens(value: string): string {
  let text = value;
  for (const shape of TOKEN_SHAPES) {
    text = text.replace(shape, (token) => REDACTED + "\n".repeat(token.split("\n").length - 1));
  }
  return text;
}

/** One text with every secret that its own shape betrays replaced. Package specs and digests are left alone. */
export function redactText(value: string): string {
  let text = redactTokens(value);
  if (/:\/\//.test(text)) text = redactUrl(text);
  if (looksRandom(text)) return REDACTED;
  return text.replace(/\b(bearer|basic)\s+(\S+)/gi, (whole, scheme: string, held: string) =>
    isReference(held) || held === REDACTED ? whole : `${scheme} ${REDACTED}`,
  );
}

/** Arguments of a command with secrets replaced: `--token x`, `--token=x`, `KEY=x`, and whatever has a token's shape. */
export function redactArgs(args: string[]): {
  args: string[];
  redacted: { index: number; name: string; likely: boolean }[];
} {
  const redacted: { index: number; name: string; likely: boolean }[] = [];
  const shown = args.map((arg, index) => {
    const before = args[index - 1] ?? "";
    const flag = /^--?[A-Za-z]/.test(before) && !before.includes("=") ? before.replace(/^-+/, "") : null;
    const pair = /^(-{0,2})([A-Za-z_][\w.-]*)=([\s\S]*)$/.exec(arg);
    if (pair && isSecretName(pair[2] ?? "") && !isReference(pair[3] ?? "")) {
      redacted.push({ index, name: pair[2] ?? "", likely: canBeSecret(pair[3] ?? "") });
      return `${pair[1]}${pair[2]}=${REDACTED}`;
    }
    const header = /^([A-Za-z][\w-]*):\s*(\S[\s\S]*)$/.exec(arg);
    if (header && isSecretName(header[1] ?? "") && !isReference(header[2] ?? "")) {
      redacted.push({ index, name: header[1] ?? "", likely: canBeSecret(header[2] ?? "") });
      return `${header[1]}: ${REDACTED}`;
    }
    if (flag !== null && isSecretName(flag) && !arg.startsWith("-") && !isReference(arg)) {
      redacted.push({ index, name: flag, likely: canBeSecret(arg) });
      return REDACTED;
    }
    const clean = redactText(arg);
    if (clean !== arg) redacted.push({ index, name: flag ?? `argument ${index + 1}`, likely: true });
    return clean;
  });
  return { args: shown, redacted };
}
