/** Assumed when a signed address does not say when it ends (services.md 1.1, the vendor's own rule). */
const unknownLifeMs = 10 * 60 * 1000;

/** No signed address is trusted longer, whatever it says (services.md 1.1). */
const maximumLifeMs = 60 * 60 * 1000;

/** `20260301T070755Z` as epoch milliseconds; not a number when it is no such time. */
function compactDateMs(text: string): number {
  return /^\d{8}T\d{6}Z$/.test(text)
    ? Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"))
    : Number.NaN;
}

/** Whole seconds as milliseconds; not a number when the text is anything else. */
function secondsMs(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}

function statedEndMs(query: URLSearchParams): number {
  for (const vendor of ["X-Amz", "X-Goog"]) {
    const begin = query.get(`${vendor}-Date`);
    const life = query.get(`${vendor}-Expires`);
    if (begin !== null && life !== null) return compactDateMs(begin) + secondsMs(life);
  }
  return secondsMs(query.get("Expires") ?? "");
}

/** When a signed address stops working, epoch milliseconds, as its own query says; null when that says nothing usable. */
export function statedUrlEndMs(url: string): number | null {
  const stated = statedEndMs(new URL(url).searchParams);
  return Number.isFinite(stated) ? stated : null;
}

/** When a signed address stops working, epoch milliseconds: as its own query says, at most an hour, otherwise ten minutes. */
export function signedUrlEndMs(url: string, nowMs: number): number {
  const stated = statedUrlEndMs(url);
  return stated === null ? nowMs + unknownLifeMs : Math.min(stated, nowMs + maximumLifeMs);
}
