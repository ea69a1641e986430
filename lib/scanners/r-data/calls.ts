function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Functions of R that start processes or load native code. */
export const RUNS: ReadonlySet<string> = new Set(
  words(
    `system system2 shell shell.exec pipe dyn.load library.dynam mcparallel makeCluster makePSOCKcluster rscript .External .Call .C .Fortran`,
  ),
);
/** Functions that evaluate text, fetch, open connections or change files. */
export const REACHES: ReadonlySet<string> = new Set(
  words(`eval evalq parse source sys.source str2lang str2expression download.file url socketConnection make.socket curl_download
  install.packages unlink file.remove writeLines writeBin readRDS load unserialize attach Sys.setenv setwd reg.finalizer delayedAssign
  makeActiveBinding assignInNamespace unlockBinding trace`),
);
