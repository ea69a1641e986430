/** One line of output: a figure, what it should be, and whether it is. */
export type Figure = { name: string; measured: string; target: string; ok: boolean };
/** `fuzz`: how many damaged files, if any. `write`: keep the result where the README shows it. */
export type Options = { fuzz: number | undefined; write: boolean };
