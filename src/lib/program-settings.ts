import { z } from "zod";

/** The keys of a program that is run for somebody: what it is, and what it gets of our variables. */
export const programKeys = {
  command: z
    .array(z.string().regex(/^[^\0]*$/, "must not hold a zero byte"))
    .min(1)
    .refine(([program]) => program !== "", "must begin with a program")
    .meta({
      description: "The program and its arguments. No shell; a relative path starts at the project's root.",
    }),
  env: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a variable"))
    .default([])
    .meta({ description: "Variables it gets beside PATH, HOME, LANG and TZ." }),
};
