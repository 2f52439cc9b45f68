/** What is kept of an answer, bytes of UTF-8. */
const keptBytes = 8 * 1024;

/** Written in place of a secret. */
const mask = "***";

/** Parameters of presigned addresses that let anybody in. */
const signedParameter =
  /([?&;](?:amp;)?(?:X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)|Signature|sig|AWSAccessKeyId|GoogleAccessId|access_token|token|share-secret|rc_token|api_?key)=)[^&#\s"'<>\\]+/gi;

/** Members of JSON that hold credentials, whatever the service. */
const secretMember =
  /("(?:access_?token|refresh_?token|auth_?token|id_?token|token|api_?key|client_?secret|secret|share-secret|password)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/**
 * A text that may be shown, logged and stored: the given secrets are masked in every spelling an answer may use
 * (as they are, in JSON, in an address, in Base64), likewise credentials known by their names; cut at 8 KiB.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const spelling of spellings(secrets)) clean = clean.replaceAll(spelling, mask);
  clean = clean.replace(signedParameter, `$1${mask}`).replace(secretMember, `$1"${mask}"`);
  return cut(clean);
}

/** Longest first, so that a secret which contains another one is masked whole. Shorter than 4 would mask half of any text. */
function spellings(secrets: readonly string[]): readonly string[] {
  const known = secrets.filter((secret) => secret.length >= 4);
  const all = known.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret, "utf8").toString("utf8")),
    Buffer.from(secret, "utf8").toString("base64"),
  ]);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** Cuts between characters, never inside one. */
function cut(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= keptBytes) return text;
  let end = keptBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
