/** Whether a target names a remote place at all; a Windows path such as `c:\` does not. */
export function isRemoteTarget(target: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(target);
}
