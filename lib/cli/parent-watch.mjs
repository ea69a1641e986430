// Loaded before a child's own code: ends it when its supervisor is gone. A supervisor that was killed -9 cannot do that
// itself, and an orphaned server would hold the port.
const parent = Number(process.env.FAULTLINE_PARENT_PID);
if (parent > 0) {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.kill(process.pid, "SIGTERM");
    }
  }, 1_000).unref();
}
