/**
 * The same code in ASCII alone, every other character as its escape. V8 keeps the text of a program as long as it runs: with one
 * byte for each character, or with two for each as soon as a single one does not fit into a byte.
 * Throws where an escape would change what the code means.
 * @param {string} code @returns {string}
 */
export function asciiCode(code) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII is meant.
  const escaped = /(?<!\\)(?:\\\\)*\\[^\x00-\x7f]/.exec(code);
  // An escape behind a backslash would be another backslash, and letters.
  if (escaped !== null) throw new Error(`A character beyond ASCII stands behind a backslash: ${escaped[0]}`);
  return code.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII is meant.
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Writes what is bundled in ASCII. Escapes mean the same in texts, patterns and names; what reads a text as it is written
 * (`String.raw`) must hold ASCII alone.
 * @returns {import("vite").Plugin}
 */
export function asciiBundle() {
  return {
    name: "ascii-bundle",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") file.code = asciiCode(file.code);
      }
    },
  };
}
