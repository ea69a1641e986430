import { fileURLToPath } from "node:url";

/** The folder that holds package.json: files of the product are found from here, never from the caller's folder. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");
