/** Time, as far as the engine knows it; tests bring their own. */
export interface Clock {
  /** Epoch milliseconds: for what is stored and shown. */
  now(): number;
  /** Milliseconds that never jump: for waits, speed and stalls. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The clock of this computer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/**
 * Encrypts secrets for the database. The desktop shell brings the OS keyring; `engine/store` has a key file
 * in the profile for receipts' secrets where there is none (docs/security says so plainly).
 */
export interface Vault {
  /** Whether an OS keyring protects what is sealed here. */
  readonly kind: "keyring" | "key-file" | "none";
  /** Seals a value; throws when `kind` is `none`. */
  seal(value: string): Uint8Array;
  /** Opens a sealed value; throws when it was sealed elsewhere or damaged. */
  open(sealed: Uint8Array): string;
}

/** Where the engine says what it does; never a secret, never a file's content. */
export interface Logger {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** A logger that says nothing. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Decodes an untrusted image outside this process and answers a small WebP or PNG; null when it is no image. */
export interface ThumbnailDecoder {
  decode(image: Uint8Array, longestSide: number): Promise<Uint8Array | null>;
}

/** The proxy the system wants for an address, as `http://host:port`, or null for a direct connection. */
export type SystemProxy = (url: string) => Promise<string | null>;

/** Whether there is a network, as far as this computer can tell by itself. */
export interface Connectivity {
  /** False only where nothing beyond this computer can be reached for sure. */
  isOnline(): boolean;
  /** The addresses of this computer's own network interfaces: a connection from another one is dead. */
  addresses(): ReadonlySet<string>;
}

/** When the computer goes to sleep and wakes. The returned functions end listening. */
export interface PowerEvents {
  onSuspend(listener: () => void): () => void;
  onResume(listener: () => void): () => void;
}

/** A computer that says nothing of its sleep. */
export const noPowerEvents: PowerEvents = { onSuspend: () => () => {}, onResume: () => () => {} };
