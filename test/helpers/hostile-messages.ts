import type { z } from "zod";

/** Numbers from 0 up to 1, always the same ones for a seed (mulberry32). */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The parts of a schema that are looked at here, as zod keeps them. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

/** Arguments that a schema takes, or nearly: a beginning from which wrong ones are made. */
export function exampleOf(schema: z.ZodType, random: () => number): unknown {
  const definition = schema._zod.def as unknown as Definition;
  const oneOf = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
  const inner = (): unknown => (definition.innerType ? exampleOf(definition.innerType, random) : undefined);
  switch (definition.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(definition.shape ?? {}).map(([key, member]) => [key, exampleOf(member, random)]),
      );
    case "array":
      return definition.element ? [exampleOf(definition.element, random)] : [];
    case "union": {
      const option = oneOf(definition.options ?? []);
      return option === undefined ? undefined : exampleOf(option, random);
    }
    case "optional":
    case "nullable":
      return random() < 0.3 ? (definition.type === "optional" ? undefined : null) : inner();
    case "readonly":
    case "default":
      return inner();
    case "literal":
      return oneOf(definition.values ?? []);
    case "enum":
      return oneOf(Object.values(definition.entries ?? {}));
    case "record":
      return { baseUrl: "https://files.example" };
    case "number":
      return 1;
    case "boolean":
      return random() < 0.5;
    case "string":
      return "a";
    case "custom":
      return random() < 0.5 ? ["a"] : Uint8Array.of(1);
    default:
      return undefined;
  }
}

const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

/** A value that nobody means, of kinds that cross from a page to main. */
function hostileValue(random: () => number): unknown {
  const kinds: readonly (() => unknown)[] = [
    () => null,
    () => undefined,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => -1,
    () => 2 ** 53,
    () => 0.5,
    () => 10n,
    () => "",
    () => "\0",
    () => "../../../../etc/passwd",
    () => "'; drop table uploads; --",
    () => "%00%2e%2e%2f",
    () => "\ud800",
    () => "x".repeat(Math.floor(random() * 25_000)),
    () => JSON.parse(poison),
    () => ({ toString: "x", length: 1e9 }),
    () => Array.from({ length: Math.floor(random() * 2_000) }, () => ({})),
    () => Array.from({ length: Math.floor(random() * 2_000) }, (_, index) => index),
    () => Object.fromEntries(Array.from({ length: Math.floor(random() * 1_500) }, (_, at) => [`k${at}`, at])),
    () => new Map([["id", "a"]]),
    () => new Set(["a"]),
    () => new Date(Number.NaN),
    () => /(a+)+$/,
    () => new Error("x"),
    () => new ArrayBuffer(16),
    () => new Uint32Array(4),
    () => new Uint8Array(16),
    () => true,
  ];
  return kinds[Math.floor(random() * kinds.length)]?.();
}

/** The same arguments with one thing wrong somewhere: another value, a member that is missing, or one too many. */
export function spoiled(value: unknown, random: () => number): unknown {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0 || random() < 0.2 || value instanceof Uint8Array) return hostileValue(random);
  const at = Math.floor(random() * entries.length);
  const [key = "", member] = entries[at] ?? [];
  const manner = random();
  if (Array.isArray(value))
    return manner < 0.5 ? [spoiled(member, random)] : [...value, hostileValue(random)];
  const rest = Object.fromEntries(entries.filter(([name]) => name !== key));
  if (manner < 0.15) return rest;
  if (manner < 0.3) return Object.assign(JSON.parse(poison), rest, { [key]: member });
  if (manner < 0.4) return Object.assign({}, value, { [`${key}x`]: hostileValue(random) });
  return { ...rest, [key]: manner < 0.7 ? hostileValue(random) : spoiled(member, random) };
}
