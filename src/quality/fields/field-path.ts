/** One step of a path: a property, and whether each item of the list in it is meant. */
export interface FieldStep {
  readonly name: string;
  readonly isList: boolean;
}

/**
 * `a.b` is `b` in the object `a`, `a[].b` is `b` in each object of the list `a`, `a\.b` is one name with a dot in it. Every
 * text is a path, so that no name of a field is refused.
 */
export function parseFieldPath(path: string): readonly FieldStep[] {
  const names = path.match(/(?:\\.|[^.\\]|\\$)+/g) ?? [path];
  return names.flatMap(stepsOf);
}

function stepsOf(text: string): FieldStep[] {
  const isList = /[^\\]\[\]$/.test(text);
  const name = isList ? text.slice(0, -2) : text;
  return [{ name: name.replace(/\\(.)/g, "$1"), isList }];
}

/** The path that means the record's property of this very name. */
export function pathOfName(name: string): string {
  return name.replace(/[\\.[]/g, "\\$&");
}

/** A place in a record as people read it: `lines[2].price`. */
export function placeText(place: readonly (string | number)[]): string {
  return place
    .map((step, at) => (typeof step === "number" ? `[${step}]` : `${at === 0 ? "" : "."}${step}`))
    .join("");
}
