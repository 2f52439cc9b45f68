export async function picgo(
  _b: unknown,
  _s: unknown,
): Promise<null | {
  version: string;
  send(paths: readonly string[]): Promise<number>;
  end(): Promise<void>;
}> {
  return null;
}
