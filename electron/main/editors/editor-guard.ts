import { isEditorKey } from "./editor-key";

/** What the guard looks at: the head of a request and nothing of its body. */
export interface EditorCaller {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: browsers tell with it that a page of another site asks. */
  readonly fetchSite: string | undefined;
  readonly authorization: string | undefined;
  /** `?key=` of the address, as PicList's clients send it. */
  readonly key: string | null;
}

/** Why a request is refused. */
export interface EditorRefusal {
  readonly status: 401 | 403 | 405;
  readonly message: string;
}

const foreign: EditorRefusal = {
  status: 403,
  message: "Only programs of this computer may use Waybill's address for editors; web pages may not.",
};

/** Origins of editors' own pages, such as `app://obsidian.md`. A web page's is http(s), a sandboxed or local one's `null`. */
const editorOrigin = /^(app|vscode-file|vscode-webview|capacitor|typora):\/\/[\w.-]*$/;

/**
 * Who may use the address for editors. A web page reaches this port too, so everything that marks one is refused before
 * anything is read: a host name that is not this computer's (DNS rebinding), the origin of a page, a preflight. What is
 * left are programs, and they need the key. Null when the caller may go on.
 */
export function refuseEditorCaller(
  caller: EditorCaller,
  port: number,
  keyHash: string,
): EditorRefusal | null {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!ours.includes(caller.host?.toLowerCase() ?? "")) return foreign;
  if (caller.origin !== undefined && !editorOrigin.test(caller.origin)) return foreign;
  if (caller.origin === undefined && caller.fetchSite !== undefined && caller.fetchSite !== "none")
    return foreign;
  if (caller.method !== "POST") return { status: 405, message: "Only POST is answered here." };
  const given = caller.authorization?.match(/^Bearer +(\S+)$/i)?.[1] ?? caller.key;
  if (given !== null && given !== undefined && isEditorKey(given, keyHash)) return null;
  return {
    status: 401,
    message: "The key is missing or wrong: copy the address with its key from Waybill's settings.",
  };
}
