import { z } from "zod";
import { destinationColours, destinationIcons } from "./appearance";
import { uploadErrorSchema } from "./upload-error";

/** Settings as flat strings, by the contract's keys. */
export const settingsSchema = z.record(z.string().max(200), z.string().max(20_000)).readonly();

/** Settings of a destination or options of an upload: flat strings, by the contract's keys. */
export type Settings = z.infer<typeof settingsSchema>;

/**
 * Where a secret's value is: in the OS keyring's care (`stored`), in memory until Waybill ends (`session`),
 * or referenced and read at each use (`env`, `file`).
 */
export const secretSourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stored") }),
  z.object({ kind: z.literal("session") }),
  z.object({ kind: z.literal("env"), variable: z.string() }),
  z.object({ kind: z.literal("file"), path: z.string() }),
]);

/** Where a secret's value is; never the value. */
export type SecretSource = z.infer<typeof secretSourceSchema>;

/** How a destination looks in the window; null leaves it to Waybill. */
export const appearanceSchema = z
  .object({ colour: z.enum(destinationColours).nullable(), icon: z.enum(destinationIcons).nullable() })
  .readonly();

/** How a destination looks in the window. */
export type Appearance = z.infer<typeof appearanceSchema>;

/** A configured service, as everybody may see it: no secret's value is in here. */
export const destinationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    service: z.string(),
    settings: settingsSchema,
    /** By field key. A secret that is not listed has no value. */
    secrets: z.record(z.string(), secretSourceSchema).readonly(),
    /** Waybill's own Practice server: its address and token are filled in at each start. */
    practice: z.boolean(),
    createdAt: z.string(),
    appearance: appearanceSchema.optional(),
  })
  .readonly();

/** A configured service: name, settings, and where its secrets are. */
export type Destination = z.infer<typeof destinationSchema>;

/**
 * The current destination: where files go from everywhere (window, tray, drop target, shortcut, editors) unless another one
 * is named. The chosen one, or the first where none was chosen or it is gone.
 */
export function currentDestination(
  destinations: readonly Destination[],
  chosenId: string | null,
): Destination | null {
  return destinations.find(({ id }) => id === chosenId) ?? destinations[0] ?? null;
}

/** What the form in the window gives to create or change a destination; secrets are write-only. */
const formShape = {
  /** Absent for a new one. */
  id: z.string().max(64).optional(),
  name: z.string().trim().min(1).max(80),
  service: z.string().max(64),
  settings: settingsSchema,
  /** New values by field key; a key that is absent keeps its secret, an empty string removes it. */
  secrets: z.record(z.string().max(200), z.string().max(20_000)).readonly(),
  /** Absent: it stays as it is. */
  appearance: appearanceSchema.optional(),
} as const;

/**
 * What the page may give to create or change a destination. Strict: a page that names a variable or a file as the source
 * of a secret could send it to a server of its choice.
 */
export const destinationFormSchema = z.strictObject(formShape).readonly();

/** What a form or a command gives to create or change a destination; secrets are write-only. */
export const destinationDraftSchema = z
  .object({
    ...formShape,
    /** References by field key (`env:VAR`, `file:PATH`), command line only. */
    secretSources: z.record(z.string(), secretSourceSchema).readonly().optional(),
  })
  .readonly();

/** A destination about to be saved. */
export type DestinationDraft = z.infer<typeof destinationDraftSchema>;

/** A destination out of a file: its settings, and which secrets are still to be entered. */
export const destinationTransferSchema = z
  .object({
    name: z.string(),
    service: z.string(),
    settings: settingsSchema,
    /** The keys of the secrets that it had where it came from. */
    secrets: z.array(z.string()).readonly(),
    appearance: appearanceSchema,
  })
  .readonly();

/** A destination out of a file. */
export type DestinationTransfer = z.infer<typeof destinationTransferSchema>;

/** What a test of a destination found. */
export const destinationTestSchema = z
  .object({
    ok: z.boolean(),
    /** The key of the field that is wrong, or null when it can't be told or nothing is wrong. */
    field: z.string().nullable(),
    message: z.string(),
    hint: z.string().nullable(),
  })
  .readonly();

/** What a test of a destination found. */
export type DestinationTest = z.infer<typeof destinationTestSchema>;

/** What a destination takes, as far as it is known without asking the service. */
export const fileLimitsSchema = z
  .object({
    /** The largest file, bytes; null for no limit. */
    maximumBytes: z.number().nullable(),
    /** Media types, or kinds of them as `image/*`, that alone are taken; empty for all. */
    acceptedTypes: z.array(z.string()).readonly(),
    /** Media types, or kinds of them, that are never taken. */
    refusedTypes: z.array(z.string()).readonly(),
  })
  .readonly();

/** How a destination is signed in, for its card and for the one prompt that a refusal makes. */
export const signInSchema = z
  .object({
    destinationId: z.string(),
    /**
     * When the token in use ends, ISO 8601; null when it has no end or nobody says when. It is another end than a link's
     * (`expiresAt`) and a file's (`fileExpiresAt`).
     */
    tokenExpiresAt: z.string().nullable(),
    /** There while refused credentials hold uploads up. */
    refused: z
      .object({
        error: uploadErrorSchema,
        /** The setting to replace, where the service's answer tells. */
        field: z.string().nullable(),
        /** Uploads that go on with new credentials: those that wait, and those that met the refusal. */
        uploads: z.number().int(),
      })
      .nullable(),
    /** There while its uploads wait for something else than credentials: a time that the server named, or the network. */
    held: z
      .object({
        reason: z.enum(["back-off", "rate-limit", "offline"]),
        /** Epoch milliseconds; null when it ends by an event. */
        until: z.number().nullable(),
      })
      .readonly()
      .nullable(),
    /** What the service said of the files it takes, when it was last asked; null while nobody knows. */
    limits: fileLimitsSchema.nullable(),
  })
  .readonly();

/** How a destination is signed in: when its token ends, and whether it was refused. */
export type SignIn = z.infer<typeof signInSchema>;
