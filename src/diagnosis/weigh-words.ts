import type { FailureCategory } from "../model/dossier.ts";
import type { PlainWords } from "./plain-words.ts";
import { wordWeights } from "./signatures/word-weights.ts";

/** So much must speak for a kind, and so much more than for the next. */
const enough = 2;
const clearly = 0.5;

/**
 * The kind of trouble that most words of a sentence are usual for, where no phrase of it is known; `null` where too few
 * are, or where two kinds come close.
 */
export function categoryByWords({ name, message }: PlainWords): FailureCategory | null {
  const text = `${name} . ${message}`;
  const sums = wordWeights
    .map(({ category, words }) => ({
      category,
      sum: words.reduce((sum, [word, weight]) => sum + (word.test(text) ? weight : 0), 0),
    }))
    .toSorted((one, other) => other.sum - one.sum);
  const [best, next] = sums;
  if (best === undefined || best.sum < enough) return null;
  return best.sum - (next?.sum ?? 0) >= clearly ? best.category : null;
}
