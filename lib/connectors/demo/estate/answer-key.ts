export function estateManifest(_files: ReadonlyMap<string, Buffer>): object {
  return {};
}
