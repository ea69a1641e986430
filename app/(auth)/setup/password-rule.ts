/** Kept beside the form so that people see the rule before they break it; the server holds it. */
export const PASSWORD_MIN = 12;

/** What is still missing, in words; `Long enough.` when nothing is. Counts characters, not bytes. */
export function passwordWords(password: string): string {
  const missing = PASSWORD_MIN - Array.from(password).length;
  if (password === "") return `At least ${PASSWORD_MIN} characters. A sentence you remember is better than symbols.`;
  return missing > 0 ? `${missing} more ${missing === 1 ? "character" : "characters"}.` : "Long enough.";
}
