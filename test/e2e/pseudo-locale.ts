import { cp, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { build, type Plugin } from "vite";

const root = resolve(import.meta.dirname, "../..");

/** What stands for a letter; vowels are written twice, which makes a text about 40 % longer. */
const letters: Readonly<Record<string, string>> = {
  ...{ a: "áá", e: "éé", i: "íí", o: "óó", u: "úú", y: "ýý" },
  ...{ A: "ÁÁ", E: "ÉÉ", I: "ÍÍ", O: "ÓÓ", U: "ÚÚ", Y: "ÝÝ", n: "ñ", c: "ç", N: "Ñ", C: "Ç" },
};

/** A text in the pseudo-locale: accented, longer, in brackets. What a program fills in (`{{name}}`, `{0}`) stays. */
export function pseudo(text: string): string {
  const parts = text.split(/(\{\{[^}]*\}\}|\{\d\}|<\/?\w+>)/);
  const written = parts.map((part, place) =>
    place % 2 === 1 ? part : part.replace(/[a-z]/gi, (letter) => letters[letter] ?? letter),
  );
  return `[${written.join("")}]`;
}

type Words = { readonly [key: string]: string | Words };

function pseudoWords(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === "string" ? pseudo(value) : pseudoWords(value),
    ]),
  );
}

/** Puts the pseudo-locale in the place of the Chinese words, and of the translations of the engine's sentences. */
function pseudoLocale(): Plugin {
  return {
    name: "pseudo-locale",
    enforce: "pre",
    async load(id) {
      const [path = ""] = id.split("?");
      if (path.endsWith("/renderer/locales/zh-CN.json")) {
        const english: Words = JSON.parse(await readFile(path.replace("zh-CN.json", "en.json"), "utf8"));
        return JSON.stringify(pseudoWords(english));
      }
      if (/\/shared\/sentences\/[\w-]*zh-cn\.json$/.test(path)) {
        const sentences: Readonly<Record<string, string>> = JSON.parse(await readFile(path, "utf8"));
        return JSON.stringify(
          Object.fromEntries(Object.keys(sentences).map((english) => [english, pseudo(english)])),
        );
      }
      return null;
    },
  };
}

/** Builds the app with a window that speaks the pseudo-locale where it is told to speak Chinese; answers its folder. */
export async function buildPseudoApp(): Promise<string> {
  // Below the project's folder, so that its modules are found.
  const folder = join(root, ".cache", "pseudo-app");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(root, "package.json"), join(folder, "package.json"));
  await symlink(join(root, "build"), join(folder, "build"));
  await mkdir(join(folder, "out", "renderer"), { recursive: true });
  await cp(join(root, "out", "renderer", "licences.json"), join(folder, "out", "renderer", "licences.json"));
  for (const part of ["main", "preload"])
    await cp(join(root, "out", part), join(folder, "out", part), { recursive: true });
  await build({
    ...{ configFile: false, root: join(root, "renderer"), base: "./", logLevel: "error" },
    plugins: [pseudoLocale(), react()],
    build: {
      ...{ outDir: join(folder, "out", "renderer"), emptyOutDir: false, target: "chrome130", minify: false },
      rollupOptions: {
        input: { index: join(root, "renderer/index.html"), drop: join(root, "renderer/drop.html") },
      },
    },
  });
  return folder;
}
