import { z } from "zod";

/**
 * A long list of short texts. It is looked through in one go and refused as a whole: zod's own list would note what is
 * wrong with every single item, which for a list of a hundred thousand is a way to hold the program up.
 */
export function textListSchema(limits: {
  readonly most: number;
  readonly longest: number;
}): z.ZodType<readonly string[]> {
  return z.custom<readonly string[]>((value) => {
    if (!Array.isArray(value) || value.length > limits.most) return false;
    for (const item of value) if (typeof item !== "string" || item.length > limits.longest) return false;
    return true;
  });
}
