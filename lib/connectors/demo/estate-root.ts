import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The nearest folder above this file that holds package.json: the package, wherever it was started from. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const above = dirname(folder);
    if (above === folder) throw new Error("The demo estate is not found: no package.json above its connector.");
    folder = above;
  }
  return folder;
}

/** Absolute path of the demo estate's documents. Throws where the package has no examples. */
export function estateRoot(): string {
  return join(packageRoot(), "examples", "demo-estate");
}
