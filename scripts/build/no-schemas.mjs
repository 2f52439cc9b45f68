// Stands for zod in the page. The page shares types and lists with the other side, and has the schemas beside them in its bundle; but only
// main checks messages, in both directions (electron/main/ipc-main.ts). So the page neither reads in zod nor builds 150 schemas at its start.

/** What would give a schema a say at runtime. */
const uses = new Set(["parse", "safeParse", "parseAsync", "safeParseAsync", "options", "def", "_zod"]);

/** Takes every call that builds a schema, and refuses to be one. @type {object} */
const nothing = new Proxy(() => {}, {
  apply: () => nothing,
  get: (_target, name) => {
    if (typeof name === "symbol" || uses.has(name))
      throw new Error(`The page has no schemas (${String(name)}).`);
    return nothing;
  },
});

export const z = nothing;
