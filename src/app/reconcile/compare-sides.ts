/** What everybody in the pipe counted of one stream; `null` where nobody said a number. */
export interface Sides {
  readonly stream: string;
  readonly tapSaid: number | null;
  readonly mapperSaw: number | null;
  readonly forwarded: number | null;
  readonly quarantined: number | null;
  readonly dropped: number | null;
  readonly targetSaid: number | null;
}

/** Two sides that counted differently. */
export interface Difference {
  /** Whose number does not fit what the mapper counted. */
  readonly side: "tap" | "mapper" | "target" | "target_rows" | "source_rows";
  /** One sentence with both numbers. */
  readonly message: string;
  /** Whether an end said more or less than the mapper counted; `null` for other counts. */
  readonly says: "more" | "less" | null;
  /** So many records came through alike, if nothing in between was left out; `null` where that can't be said. */
  readonly alike: number | null;
}

/** What one count says of another that should fit it. `null` for "nothing can be concluded". */
export interface Comparison {
  readonly equal: boolean | null;
  readonly differences: readonly Difference[];
  /** Why something is not known, one sentence each. */
  readonly unknown: readonly string[];
  /** Whether any two numbers were held against one another. */
  readonly looked: boolean;
}

/** Ends whose numbers can't be compared with ours, and why. */
export type Incomparable = Readonly<Partial<Record<"tap" | "target", string>>>;

/**
 * Tap said = mapper saw = forwarded + quarantined + dropped = target said. Who says nothing is unknown, and unknown is
 * neither equal nor wrong.
 */
export function compareSides(told: Sides, incomparable: Incomparable = {}): Comparison {
  const sides = {
    ...told,
    tapSaid: incomparable.tap === undefined ? told.tapSaid : null,
    targetSaid: incomparable.target === undefined ? told.targetSaid : null,
  };
  const differences = [mapperDifference(sides), tapDifference(sides), targetDifference(sides)].flatMap(
    (one) => one ?? [],
  );
  const unknown = silentSides(sides, incomparable);
  const looked = sides.mapperSaw !== null && (sides.tapSaid !== null || sides.targetSaid !== null);
  if (differences.length > 0) return { equal: false, differences, unknown, looked: true };
  return { equal: unknown.length > 0 ? null : true, differences, unknown, looked };
}

function mapperDifference({ mapperSaw, forwarded, quarantined, dropped }: Sides): Difference | null {
  if (mapperSaw === null || forwarded === null || quarantined === null || dropped === null) return null;
  if (mapperSaw === forwarded + quarantined + dropped) return null;
  return {
    side: "mapper",
    message: `${mapperSaw} records came, and ${forwarded} forwarded, ${quarantined} quarantined and ${dropped} dropped are not as many.`,
    ...{ says: null, alike: null },
  };
}

function tapDifference({ tapSaid, mapperSaw }: Sides): Difference | null {
  if (tapSaid === null || mapperSaw === null || tapSaid === mapperSaw) return null;
  return {
    side: "tap",
    message: `The tap says it sent ${tapSaid} records, and ${mapperSaw} came.`,
    says: tapSaid > mapperSaw ? "more" : "less",
    alike: null,
  };
}

function targetDifference({ targetSaid, forwarded }: Sides): Difference | null {
  if (targetSaid === null || forwarded === null || targetSaid === forwarded) return null;
  return {
    side: "target",
    message: `${forwarded} records were forwarded, and the target says it took ${targetSaid}.`,
    says: targetSaid > forwarded ? "more" : "less",
    alike: targetSaid < forwarded ? targetSaid : null,
  };
}

function silentSides({ tapSaid, mapperSaw, targetSaid }: Sides, incomparable: Incomparable): string[] {
  const silent = (end: "tap" | "target"): string =>
    incomparable[end] ?? `The ${end}'s log says no number for this stream.`;
  return [
    ...(tapSaid === null ? [silent("tap")] : []),
    ...(mapperSaw === null ? ["No mapper of ours saw this stream."] : []),
    ...(targetSaid === null ? [silent("target")] : []),
  ];
}
