import pg from "pg";
import { DATABASE_USER } from "./cluster";
import { errorCode } from "./explain";

export type Endpoint = { host: string; port: number; password: string };

const DATABASE = "faultline";

/** The connection string; the password is base64url and needs no escaping, an imported one might. */
export function databaseUrl({ host, port, password }: Endpoint): string {
  return `postgresql://${DATABASE_USER}:${encodeURIComponent(password)}@${host}:${port}/${DATABASE}`;
}

async function withClient<T>(
  endpoint: Endpoint,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...endpoint,
    user: DATABASE_USER,
    database,
    connectionTimeoutMillis: 5_000,
    ssl: false,
  });
  // A server that ends while we ask is reported by the query, not by the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the server at this address is the one on this cluster: `refused` means it answers but not to our password. */
export async function connects(
  endpoint: Endpoint,
  clusterDir: string,
): Promise<"ours" | "other" | "refused" | "silent"> {
  try {
    return await withClient(endpoint, "postgres", async (client) => {
      const { rows } = await client.query<{ data_directory: string }>("show data_directory");
      return rows[0]?.data_directory === clusterDir ? "ours" : "other";
    });
  } catch (error) {
    const code = errorCode(error) ?? "";
    return code === "28P01" || code === "28000" ? "refused" : "silent";
  }
}

/** Makes the database where it is missing. */
export async function ensureDatabase(endpoint: Endpoint): Promise<void> {
  await withClient(endpoint, "postgres", async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}
