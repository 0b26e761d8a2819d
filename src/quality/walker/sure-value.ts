/** What a number surely is allowed to be. */
export interface NumberRules {
  readonly minimum: Limit | null;
  readonly maximum: Limit | null;
  /** How many digits may stand behind the dot. */
  readonly decimals: number | null;
}

export interface Limit {
  readonly value: number;
  /** Whether the limit itself is not surely allowed. */
  readonly isOpen: boolean;
}

export interface TextRules {
  /** In characters. */
  readonly length: Span | null;
  /** The only texts that are allowed. */
  readonly texts: readonly string[] | null;
  readonly format: TextFormat | null;
}

/** `loose-date-time`: what most writers have that forget the zone, too. */
export type TextFormat = "date" | "date-time" | "loose-date-time";

export interface Span {
  readonly least: number;
  readonly most: number;
}

export interface Members {
  readonly entries: readonly Member[];
  /** What other members may be; `null`: none may come. */
  readonly others: SureValue | null;
}

export interface Member {
  readonly name: string;
  readonly value: SureValue;
  readonly isRequired: boolean;
}

export interface ListRules {
  readonly items: SureValue;
  readonly count: Span | null;
}

/** What may surely stand at a place: JSON types as bits, and rules for values of them. `null`: no rules. */
export interface SureValue {
  readonly types: number;
  readonly text: TextRules | null;
  readonly number: NumberRules | null;
  readonly members: Members | null;
  readonly list: ListRules | null;
  /** Where to keep what stood there. */
  readonly slot?: number;
  /** Of what is kept: whether it is only noted that something stood there, or all is read that is in it. */
  readonly use?: "noted" | "measured" | "read";
  /** Whether its hash is wanted. */
  readonly isMeasured?: boolean;
}

/** Anything that is JSON. */
export const anything: SureValue = { types: 127, text: null, number: null, members: null, list: null };

/** Any text. */
export const noTextRules: TextRules = { length: null, texts: null, format: null };
