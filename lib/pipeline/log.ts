import { Logger } from "graphile-worker";
import pino from "pino";

const log = pino({ level: process.env.LOG_LEVEL ?? "warn", base: { part: "worker" } }, pino.destination(2));

/** The queue's messages in our log: its own chatter about jobs is debug, its troubles are warnings. */
export const logger = new Logger((scope) => (level, message, meta) => {
  const line = { job: scope.jobId, task: scope.taskIdentifier, ...meta };
  if (level === "error") log.error(line, message);
  else if (level === "warning") log.warn(line, message);
  else log.debug(line, message);
});
