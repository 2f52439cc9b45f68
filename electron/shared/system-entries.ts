import { z } from "zod";

/** What the system's file managers and its links know of Waybill. */
export const systemEntriesSchema = z
  .object({
    /** `not-installed`: a checkout makes no entries. */
    fileManagers: z.enum(["on", "off", "not-installed"]),
    links: z.enum(["on", "off", "not-installed"]),
  })
  .readonly();

/** What the system's file managers and its links know of Waybill. */
export type SystemEntriesStatus = z.infer<typeof systemEntriesSchema>;
