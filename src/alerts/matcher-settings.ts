import { z } from "zod";
import { readMatcher } from "./matcher-syntax.ts";

/** One matcher as text. Whether its regular expression compiles is checked later: not everybody needs that engine. */
const matcherText = z.string().superRefine((text, context) => {
  const read = readMatcher(text);
  if (typeof read === "string") context.addIssue({ code: "custom", message: read });
});

/** Matchers that must all fit, as texts; references in them are never looked up. */
export const matcherList = z.array(matcherText).meta({ literal: true });
