import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { browserLink, safeLink } from "../../../electron/main/links";

const hostileSchemes = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "file:///etc/passwd",
  "file://server/share",
  "\\\\server\\share",
  "vbscript:x",
  "ms-msdt:/id",
  "smb://server/share",
  "ftp://server/file",
  "chrome://settings",
  "about:blank",
  "blob:https://a.example/1",
  "app://bundle/index.html",
  "thumb://upload/x",
  "ssh://host",
  "tel:123",
  "mailto:a@b.example",
  "view-source:https://a.example",
  "",
  "/relative",
  "//host/path",
  "https://",
  "http://",
  "https:// host/",
  "https://user@a.example/",
  "https://user:password@a.example/",
  "https://:password@a.example/",
  "http://a.example:99999/",
  "https://[::1",
];

describe("the link policy over 300 URLs", () => {
  it("S-25 refuses everything that is not plain http or https", () => {
    for (const url of hostileSchemes) expect(safeLink(url), url).toBeNull();
    const schemes = fc
      .stringMatching(/^[a-z][a-z0-9+.-]{0,12}$/)
      .filter((scheme) => !["http", "https"].includes(scheme));
    fc.assert(
      fc.property(
        schemes,
        fc.webPath(),
        (scheme, path) => safeLink(`${scheme}://host.example${path}`) === null,
      ),
      { numRuns: 120 },
    );
  });

  it("refuses user names and passwords", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.webPath(), (user, path) => {
        return safeLink(`https://${user}:x@host.example${path}`) === null;
      }),
      { numRuns: 60 },
    );
  });

  it("keeps web links", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        expect(new URL(safeLink(url) ?? "").href).toBe(new URL(url).href);
      }),
      { numRuns: 120 },
    );
    expect(safeLink("http://127.0.0.1:4000/f/1")).toBe("http://127.0.0.1:4000/f/1");
    expect(safeLink("https://bücher.example/ü")).toBe("https://xn--bcher-kva.example/%C3%BC");
  });
});

const link = (url: string, opensInBrowser = true) => ({ url, expiresAt: null, opensInBrowser });

describe("what is opened", () => {
  it("opens only links that are said to open in a browser", () => {
    expect(browserLink([link("https://a.example/1", false), link("https://b.example/2")])).toBe(
      "https://b.example/2",
    );
    expect(browserLink([link("file:///etc/passwd"), link("https://a.example/", false)])).toBeNull();
  });
});
