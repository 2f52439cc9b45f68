import { z } from "zod";
import { destinationColours, destinationIcons } from "../../shared/appearance";
import { type Destination, type DestinationTransfer, settingsSchema } from "../../shared/destination";
import { Failure } from "../failure";

/** The kind of file, in the file itself. */
const kind = "waybill-destinations";
const version = 1;
/** Far more than anybody has. */
const mostDestinations = 1_000;

const entrySchema = z.object({
  name: z.string().trim().min(1).max(80),
  service: z.string().max(200),
  settings: settingsSchema,
  secrets: z.array(z.string().max(200)).max(50).readonly(),
  colour: z.enum(destinationColours).nullable().catch(null),
  icon: z.enum(destinationIcons).nullable().catch(null),
});

const fileSchema = z.object({
  kind: z.literal(kind),
  version: z.number().int(),
  destinations: z.array(entrySchema).min(1).max(mostDestinations),
});

/** A proxy's address without the user name and password that may stand in it. */
function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return "";
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}

/**
 * Destinations as the text of a file, to be given to others or kept: settings and looks, and the names of the secrets
 * that whoever reads it has to enter. No secret's value is in it, nor where one is read from on this computer. Practice
 * stays out: everybody has their own.
 */
export function writeDestinations(destinations: readonly Destination[]): string {
  const entries = destinations
    .filter((destination) => !destination.practice)
    .map(({ name, service, settings, secrets, appearance }) => ({
      name,
      service,
      settings: Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [
          key,
          key === "proxy" ? withoutCredentials(value) : value,
        ]),
      ),
      secrets: Object.keys(secrets),
      colour: appearance?.colour ?? null,
      icon: appearance?.icon ?? null,
    }));
  return `${JSON.stringify({ kind, version, destinations: entries }, null, 2)}\n`;
}

/** Reads such a file. Throws `config` when it is none; nothing is saved here, for the secrets are still to be entered. */
export function readDestinations(text: string): readonly DestinationTransfer[] {
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new Failure("permanent", "config", {
      message: "This file holds no destinations of Waybill.",
      hint: "Choose a file that was exported under Destinations.",
    });
  }
  if (parsed.data.version > version) {
    throw new Failure("permanent", "config", {
      message: "This file was written by a newer Waybill.",
      hint: "Update this Waybill, then import the file again.",
    });
  }
  return parsed.data.destinations.map(({ colour, icon, ...entry }) => ({
    ...entry,
    appearance: { colour, icon },
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told like any other file that is none of ours.
    return null;
  }
}
