import { migrateAll, openDatabase } from "./with-database";

type Io = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

/** `faultline migrate`: tables and queue of this version. Exit 0. */
export async function migrateCommand(io: Io): Promise<number> {
  const db = await openDatabase();
  try {
    await migrateAll();
    io.stderr.write("The database is up to date.\n");
    return 0;
  } finally {
    await db.close();
  }
}
