// What libraries need to know of the page's policy (electron/main/protocol.ts) before they run; imported before all else.

const page = globalThis as {
  __zod_globalConfig?: { readonly jitless: boolean };
  readonly trustedTypes?: {
    createPolicy(name: "default", rules: { readonly createHTML: (text: string) => string | null }): unknown;
  };
};

// zod would try out eval to be faster; the policy refuses it and tells of it as an attack.
page.__zod_globalConfig = { jitless: true };

// No text becomes markup. One library empties an element by way of markup; this lets the empty text through and nothing
// else. The page's policy allows this one name, once: no script can make another.
page.trustedTypes?.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });
