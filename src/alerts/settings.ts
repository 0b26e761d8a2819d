import { z } from "zod";
import { type Severity, severities } from "../model/severity.ts";
import { parseMatcher } from "./matcher.ts";

const matcherText = z.string().superRefine((text, context) => {
  const parsed = parseMatcher(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});

const inherited = {
  channel: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The channel that is told; routes below take it over unless they name their own." }),
  min_severity: z
    .enum(severities)
    .optional()
    .meta({ description: "What is milder is stored and shown, but not told here. Taken over below." }),
};

/** A branch of the routing tree, with Alertmanager's meaning: the first that fits takes it, unless it continues. */
export interface BranchSettings {
  readonly channel?: string | undefined;
  readonly min_severity?: Severity | undefined;
  readonly matchers: readonly string[];
  readonly continue: boolean;
  readonly routes: readonly BranchSettings[];
}

const branchSettings: z.ZodType<BranchSettings> = z
  .strictObject({
    ...inherited,
    matchers: z
      .array(matcherText)
      .default([])
      .meta({ description: 'All must fit, such as `severity="critical"`.', literal: true }),
    continue: z
      .boolean()
      .default(false)
      .meta({ description: "Also look at the branches that stand after this one." }),
    get routes() {
      return z.array(branchSettings).default([]);
    },
  })
  .meta({ description: "A branch: told to its channel where its matchers fit.", whole: true });

/** `route:`, the root of the tree. */
export const routeSettings = z
  .strictObject({ ...inherited, routes: z.array(branchSettings).default([]) })
  .meta({ description: "Which alert goes to which channel. Without it every channel is told." });

/** `external_url:`, the address links in messages begin with. */
export const externalUrl = z
  .url({ protocol: /^https?$/ })
  .meta({ description: "Where the dashboard is reached; messages then hold links instead of commands." });

export type RouteSettings = z.output<typeof routeSettings>;

/** Every channel name in the tree with its path, such as `route.routes[0].channel`, for the check that it exists. */
export function namedChannels(
  route: RouteSettings | BranchSettings,
  path = "route",
): { readonly path: string; readonly channel: string }[] {
  return [
    ...(route.channel === undefined ? [] : [{ path: `${path}.channel`, channel: route.channel }]),
    ...route.routes.flatMap((branch, at) => namedChannels(branch, `${path}.routes[${at}]`)),
  ];
}
