import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject, Place } from "../check.ts";
import { type FieldStep, parseFieldPath } from "./field-path.ts";

/** A look at one value: whether it is what is looked for. `undefined` where it is missing. */
export type ValueTest = (value: Json | undefined, holder: object, key: string | number) => boolean;

/**
 * A field that a setting names, found in records. One name is read at once; a path is walked. What stands in the way of a
 * path (a missing object, a text where an object should be) makes the value a missing one.
 */
export class Field {
  readonly path: string;
  /** The property's name, where it is one of the record itself. */
  #name: string | null = null;
  #steps: readonly FieldStep[] = [];
  #inheritsName = false;

  constructor(path: string) {
    this.path = path;
    this.resolve(null);
  }

  /** Properties that a SCHEMA declares: one that is named like the whole path is meant by it. */
  resolve(declared: JsonObject | null): void {
    const isWhole = declared !== null && Object.hasOwn(declared, this.path);
    this.#steps = isWhole ? [{ name: this.path, isList: false }] : parseFieldPath(this.path);
    const [first] = this.#steps;
    this.#name = this.#steps.length === 1 && first?.isList === false ? first.name : null;
    this.#inheritsName = this.#name !== null && this.#name in Object.prototype;
  }

  /** Whether a SCHEMA's properties declare the field, as far as they say anything of it. */
  isDeclaredIn(declared: JsonObject): boolean {
    const [first] = this.#steps;
    return first !== undefined && Object.hasOwn(declared, first.name);
  }

  /** The property's name, where it is one of the record itself; `null` for a path. */
  get name(): string | null {
    return this.#name;
  }

  /** The property of the record that it is, or is in. */
  get topLevel(): string {
    return this.#steps[0]?.name ?? this.path;
  }

  /** Whether it stands for several values of a record. */
  get isMany(): boolean {
    return this.#steps.some(({ isList }) => isList);
  }

  /** The value; the first of several. `undefined` where it is missing. */
  read(record: JsonObject): Json | undefined {
    if (this.#name !== null) return this.#own(record, this.#name);
    let found: Json | undefined;
    this.some(record, (value) => {
      found = value;
      return true;
    });
    return found;
  }

  /** Whether the test says yes to one of the values. */
  some(record: JsonObject, test: ValueTest): boolean {
    const name = this.#name;
    if (name !== null) return test(this.#own(record, name), record, name);
    return this.#walk(record, 0, test);
  }

  /** The places of values that the test says yes to. */
  places(record: JsonObject, test: ValueTest): Place[] {
    const found: Place[] = [];
    placesBelow(record, this.#steps, [], (place, value, holder, key) => {
      if (test(value, holder, key)) found.push(place);
    });
    return found;
  }

  #own(record: JsonObject, name: string): Json | undefined {
    return this.#inheritsName && !Object.hasOwn(record, name) ? undefined : record[name];
  }

  #walk(holder: JsonObject, at: number, test: ValueTest): boolean {
    const step = this.#steps[at];
    if (step === undefined) return false;
    const value = ownValue(holder, step.name);
    if (!step.isList) return this.#look(value, holder, step.name, at, test);
    if (!Array.isArray(value)) return test(undefined, holder, step.name);
    return value.some((item: Json, index) => this.#look(item, value, index, at, test));
  }

  #look(value: Json | undefined, holder: object, key: string | number, at: number, test: ValueTest): boolean {
    if (at === this.#steps.length - 1) return test(value, holder, key);
    return isObject(value) ? this.#walk(value, at + 1, test) : test(undefined, holder, key);
  }
}

type Visit = (place: Place, value: Json | undefined, holder: object, key: string | number) => void;

function placesBelow(holder: JsonObject, steps: readonly FieldStep[], above: Place, visit: Visit): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const value = ownValue(holder, step.name);
  const place = [...above, step.name];
  const look = (item: Json | undefined, at: Place, around: object, key: string | number): void => {
    if (rest.length === 0) visit(at, item, around, key);
    else if (isObject(item)) placesBelow(item, rest, at, visit);
    else visit(at, undefined, around, key);
  };
  if (!step.isList) look(value, place, holder, step.name);
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) look(item as Json, [...place, index], value, index);
  else visit(place, undefined, holder, step.name);
}

function ownValue(holder: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
