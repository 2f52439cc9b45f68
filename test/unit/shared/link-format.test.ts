import { type Node, Parser } from "commonmark";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatLink,
  type LinkFormat,
  type LinkSubject,
  namesTheLink,
} from "../../../electron/shared/link-format";

const subject: LinkSubject = {
  url: "https://files.example/a/report%201.pdf?v=2&copy;=1",
  name: "report 1.pdf",
  size: 24_100_000,
  destination: "Design room",
  isPicture: false,
};

function write(format: LinkFormat, part: Partial<LinkSubject> = {}, template = ""): string {
  return formatLink({ ...subject, ...part }, { format, template }, "en");
}

/** Names as they come: any characters, and more often those that mean something somewhere. */
const names = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.string({
    unit: fc.constantFrom(..."[]()<>!*_`\\\"'&;#|~{}=/ \n\r\t.-a1é文"),
    minLength: 1,
    maxLength: 30,
  }),
);

const addresses = fc
  .tuple(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom("", "?a=1&copy;2", "/(x)[y]", "/\\z"),
  )
  .map(([url, more]) => new URL(url + more).href);

function spaced(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** All nodes of a parsed Markdown text. */
function nodesOf(markdown: string): readonly Node[] {
  const nodes: Node[] = [];
  const walker = new Parser().parse(markdown).walker();
  for (let step = walker.next(); step !== null; step = walker.next())
    if (step.entering) nodes.push(step.node);
  return nodes;
}

function decodeHtml(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return text.replace(/&(\w+|#39);/g, (entity, name: string) => signs[name] ?? entity);
}

describe("a copied link", () => {
  it("is the address alone, as the service gave it", () => {
    expect(write("url")).toBe(subject.url);
  });

  it("is a Markdown link whose address keeps what looks like an entity", () => {
    expect(write("markdown")).toBe("[report 1.pdf](https://files.example/a/report%201.pdf?v=2&amp;copy;=1)");
  });

  it("embeds a picture where the address shows one", () => {
    const picture = { name: "sea.png", url: "https://files.example/sea.png", isPicture: true };
    expect(write("markdown", picture)).toBe("![sea.png](https://files.example/sea.png)");
    expect(write("html", picture)).toBe('<img src="https://files.example/sea.png" alt="sea.png">');
    expect(write("bbcode", picture)).toBe("[img]https://files.example/sea.png[/img]");
  });

  it("fills the parts of a template, and leaves what it does not know", () => {
    const template = "{stem}|{ext}|{name}|{size}|{destination}|{url}|{other}|{}\\n\\t\\\\";
    expect(write("template", {}, template)).toBe(
      `report 1|pdf|report 1.pdf|24.1 MB|Design room|${subject.url}|{other}|{}\n\t\\`,
    );
  });

  it("has no extension where a name has none", () => {
    expect(write("template", { name: ".bashrc" }, "{stem}/{ext}")).toBe(".bashrc/");
    expect(write("template", { name: "README" }, "{stem}/{ext}")).toBe("README/");
    expect(write("template", { name: "a.tar.gz" }, "{stem}/{ext}")).toBe("a.tar/gz");
  });

  it("never takes a file's name for a part of the template", () => {
    expect(write("template", { name: "{url}" }, "{name} {destination}")).toBe("{url} Design room");
  });

  it("is missing from a template that does not name it", () => {
    expect(namesTheLink("{name} {url}")).toBe(true);
    expect(namesTheLink("{name}")).toBe(false);
  });
});

describe("whatever a file is called", () => {
  it("Markdown reads one link or one picture with that name and address, and nothing else", () => {
    fc.assert(
      fc.property(names, addresses, fc.boolean(), (name, url, isPicture) => {
        const nodes = nodesOf(`x${write("markdown", { name, url, isPicture })}x`);
        const kinds = new Set(nodes.map((node) => node.type));
        const kind = isPicture ? "image" : "link";
        expect([...kinds].filter((type) => !["document", "paragraph", "text"].includes(type))).toEqual([
          kind,
        ]);
        const link = nodes.find((node) => node.type === kind);
        expect(new URL(percentBrackets(link?.destination ?? "")).href).toBe(
          new URL(percentBrackets(url)).href,
        );
        const text = nodes.flatMap((node) => (node.type === "text" ? [node.literal ?? ""] : [])).join("");
        expect(text.slice(1, -1)).toBe(spaced(name).replaceAll("\0", "\uFFFD"));
      }),
      { numRuns: 2_000 },
    );
  });

  it("HTML is one element whose text and address are these", () => {
    fc.assert(
      fc.property(names, addresses, (name, url) => {
        const link = /^<a href="([^"<>]*)">([^<>]*)<\/a>$/.exec(write("html", { name, url }));
        expect(link).not.toBeNull();
        expect(decodeHtml(link?.[1] ?? "")).toBe(url);
        expect(decodeHtml(link?.[2] ?? "")).toBe(spaced(name));
        const image = /^<img src="([^"<>]*)" alt="([^"<>]*)">$/.exec(
          write("html", { name, url, isPicture: true }),
        );
        expect(decodeHtml(image?.[2] ?? "")).toBe(spaced(name));
      }),
      { numRuns: 2_000 },
    );
  });

  it("BBCode has exactly the tags of one link", () => {
    fc.assert(
      fc.property(names, addresses, (name, url) => {
        const link = /^\[url=([^[\]\s"]*)\]([^[\]]*)\[\/url\]$/.exec(write("bbcode", { name, url }));
        expect(link).not.toBeNull();
        expect(new URL(percentBrackets(link?.[1] ?? "")).href).toBe(new URL(percentBrackets(url)).href);
      }),
      { numRuns: 2_000 },
    );
  });

  it("every format stays on one line", () => {
    fc.assert(
      fc.property(
        names,
        addresses,
        fc.constantFrom<LinkFormat>("url", "markdown", "html", "bbcode"),
        (name, url, format) => {
          expect(write(format, { name, url })).not.toMatch(/[\r\n\u2028\u2029]/);
        },
      ),
    );
  });
});

/** The same address to every server, written without signs that formats reserve. */
function percentBrackets(url: string): string {
  return url.replace(/[()[\]<>\\"]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
