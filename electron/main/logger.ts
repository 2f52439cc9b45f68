import { join } from "node:path";
import log from "electron-log/node";
import type { Logger } from "../engine/ports";
import { redact, redactText } from "./redact";

/** One log file at a time and one old one, bytes each. */
const maximumFileBytes = 2 * 1024 * 1024;

/** Writes to `PROFILE/logs/waybill.log`, readable by the user alone. Secrets are taken out of every line. */
export function createLogger(profileDirectory: string): Logger {
  const logger = log.create({ logId: "waybill" });
  const { file, console: terminal, ipc, remote } = logger.transports;
  terminal.level = false;
  if (ipc !== undefined) ipc.level = false;
  remote.level = false;
  file.level = "info";
  file.maxSize = maximumFileBytes;
  file.writeOptions = { flag: "a", mode: 0o600, encoding: "utf8" };
  file.resolvePathFn = () => join(profileDirectory, "logs", "waybill.log");
  const line = (message: string, details?: Readonly<Record<string, unknown>>) =>
    details === undefined ? redactText(message) : `${redactText(message)} ${JSON.stringify(redact(details))}`;
  return {
    info: (message, details) => logger.info(line(message, details)),
    warn: (message, details) => logger.warn(line(message, details)),
    error: (message, details) => logger.error(line(message, details)),
  };
}
