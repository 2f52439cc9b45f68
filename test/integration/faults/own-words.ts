/** An error as each service writes it itself (services.md), for any status. */
const written: Readonly<Record<string, (text: string) => unknown>> = {
  imkit: (text) => ({ RC: 500, RM: text, error: { code: "SERVER_ERROR", message: text } }),
  "rocket-chat": (text) => ({ success: false, error: text }),
  capillary: (text) => ({ code: 500, status: "false", message: text }),
  "surgery-connect": (text) => ({ error: text }),
  easemob: (text) => ({ error: "server_error", error_description: text, exception: "E", duration: 0 }),
};

/** An error in the service's own words, as JSON. */
export function ownWords(service: string, text: string): string {
  return JSON.stringify(written[service]?.(text) ?? { error: text });
}
