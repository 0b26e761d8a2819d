import type { Labels } from "../../model/labels.ts";

interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
  readonly matches: (labels: Labels) => boolean;
}

/** Finds the series that matchers fit; where one says `=`, only among those with that value. */
export class SeriesIndex<Series extends { readonly labels: Labels }> {
  readonly #all: readonly Series[];
  readonly #byLabel = new Map<string, Map<string, Series[]>>();

  constructor(series: readonly Series[]) {
    this.#all = series;
  }

  matching(matchers: readonly LabelMatcher[]): readonly Series[] {
    const exact = matchers.find(({ operator, value }) => operator === "=" && value !== "");
    const candidates = exact === undefined ? this.#all : (this.#valuesOf(exact.label).get(exact.value) ?? []);
    return candidates.filter(({ labels }) => matchers.every((matcher) => matcher.matches(labels)));
  }

  #valuesOf(label: string): Map<string, Series[]> {
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const values = new Map<string, Series[]>();
    for (const series of this.#all) {
      const value = series.labels[label] ?? "";
      const list = values.get(value);
      if (list === undefined) values.set(value, [series]);
      else list.push(series);
    }
    this.#byLabel.set(label, values);
    return values;
  }
}
