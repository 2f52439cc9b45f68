/**
 * What axios has Node read in as soon as it is read in itself, though Waybill never uses it: the class of forms, for which Node reads in
 * its whole `fetch`, and HTTP/2. By the end of the file's path: what stands there, and what stands there instead.
 * @type {Readonly<Record<string, readonly [before: string, after: string]>>}
 */
const cuts = {
  "axios/lib/utils.js": ["typeof G.FormData !== 'undefined' ? G.FormData : undefined", "undefined"],
  "axios/lib/adapters/http.js": ["import http2 from 'http2';", "const http2 = {};"],
  "axios/lib/helpers/Http2Sessions.js": ["import http2 from 'http2';", "const http2 = {};"],
};

/** The adapter for `fetch`, which tries out what `fetch` can do; without it axios has the one for Node alone. */
const noAdapter = "export const getFetch = () => null; export default null;";

/**
 * A file of axios without what Waybill never uses; others are left as they are. Throws where a file is not as it was: then somebody must
 * look again.
 * @param {string} code @param {string} path with `/` between its parts @returns {string}
 */
export function leanCode(code, path) {
  if (path.endsWith("axios/lib/adapters/fetch.js")) return noAdapter;
  const name = Object.keys(cuts).find((end) => path.endsWith(end));
  const [before, after] = cuts[name ?? ""] ?? ["", ""];
  if (!code.includes(before)) throw new Error(`${name} of axios is not as it was.`);
  return before === "" ? code : code.replace(before, after);
}

/**
 * Leaves out of axios what Waybill never uses: 2.5 MB of memory, and time at each start. Requests go through the adapter for Node, by
 * HTTP/1.1, and bodies are Waybill's own (engine/http/axios-http-client.ts, body-layout.ts).
 * @returns {import("vite").Plugin}
 */
export function leanAxios() {
  return {
    name: "lean-axios",
    enforce: "pre",
    transform: (code, id) => {
      const lean = leanCode(code, id.replaceAll("\\", "/"));
      // Null leaves the file to its own source map, by which the licences are checked.
      return lean === code ? null : { code: lean, map: null };
    },
  };
}
