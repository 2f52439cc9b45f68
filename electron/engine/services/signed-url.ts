/** Assumed when a signed address does not say when it ends (services.md 1.1, the vendor's own rule). */
const unknownLifeMs = 10 * 60 * 1000;

/** No signed address is trusted longer, whatever it says (services.md 1.1). */
const maximumLifeMs = 60 * 60 * 1000;

/** `20260301T070755Z` as epoch milliseconds. */
function compactDateMs(text: string): number {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function statedEndMs(query: URLSearchParams): number {
  for (const vendor of ["X-Amz", "X-Goog"]) {
    const begin = query.get(`${vendor}-Date`);
    const life = query.get(`${vendor}-Expires`);
    if (begin !== null && life !== null) return compactDateMs(begin) + Number(life) * 1000;
  }
  const end = query.get("Expires");
  return end === null || end.trim() === "" ? Number.NaN : Number(end) * 1000;
}

/** When a signed address stops working, epoch milliseconds: as its own query says, at most an hour, otherwise ten minutes. */
export function signedUrlEndMs(url: string, nowMs: number): number {
  const stated = statedEndMs(new URL(url).searchParams);
  return Number.isFinite(stated) ? Math.min(stated, nowMs + maximumLifeMs) : nowMs + unknownLifeMs;
}
