import { nearest } from "../lib/nearest.ts";
import type { SeenStream } from "../model/stream-history.ts";
import type { JsonObject, Place } from "./check.ts";
import { matchesStream } from "./engine/glob.ts";
import { checkOf, planStream } from "./engine/plan.ts";
import { namedFields } from "./expressions/named-fields.ts";
import { Field, isObject } from "./fields/field.ts";
import type { CheckEntry, StreamsSettings, StrictSettings } from "./settings.ts";
import type { StreamFault } from "./stream-faults.ts";

/**
 * Names in `streams:` that fit nothing which came so far: keys without a stream, and fields that the last SCHEMA of a
 * stream doesn't declare. Only what `strict` asks for; where no stream was ever seen nothing can be said.
 */
export function unknownNames(
  streams: StreamsSettings,
  strict: StrictSettings,
  seen: readonly SeenStream[],
): readonly StreamFault[] {
  if (seen.length === 0) return [];
  return [
    ...(strict.unknown_streams ? unknownStreams(streams, seen) : []),
    ...(strict.unknown_fields ? unknownFields(streams, seen) : []),
  ];
}

function unknownStreams(streams: StreamsSettings, seen: readonly SeenStream[]): StreamFault[] {
  const names = seen.map(({ stream }) => stream);
  return Object.entries(streams).flatMap(([key, { checks = [] }]) => {
    const targets = checks.flatMap((entry, at) =>
      referredTo(entry)
        .filter((stream) => !names.includes(stream))
        .map((stream) => fault([key, "checks", at, "references", "to_stream"], stream, names)),
    );
    const fits = seen.some(({ stream, tap }) => matchesStream(key, stream, tap));
    return fits ? targets : [fault([key], key, names), ...targets];
  });
}

function referredTo(entry: CheckEntry): string[] {
  const found = checkOf(entry);
  return (found?.check.watches?.(found.settings) ?? []).map(({ stream }) => stream);
}

function fault(path: Place, name: string, known: readonly string[]): StreamFault {
  const meant = nearest(name, known);
  const message = `fits no stream that any run had so far: ${name}`;
  return { path, severity: "error", message, hint: meant === null ? null : `Did you mean ${meant}?` };
}

function unknownFields(streams: StreamsSettings, seen: readonly SeenStream[]): StreamFault[] {
  const found = new Map<string, StreamFault>();
  for (const one of seen) {
    const properties = isObject(one.schema) ? one.schema["properties"] : undefined;
    if (!isObject(properties)) continue;
    for (const fault of undeclared(streams, one, properties)) {
      const at = JSON.stringify(fault.path);
      if (!found.has(at)) found.set(at, fault);
    }
  }
  return [...found.values()];
}

function undeclared(streams: StreamsSettings, one: SeenStream, declared: JsonObject): StreamFault[] {
  const plan = planStream({ layers: [streams], defaultChecks: false }, one.stream, one.tap);
  return plan.keys.flatMap((key) =>
    (streams[key]?.checks ?? []).flatMap((entry, at) => {
      const found = checkOf(entry);
      // Another entry of its name may have taken its place for this stream.
      const holds = plan.entries.some(({ settings }) => settings === found?.settings);
      if (found === null || !holds) return [];
      const unknownIn = (part: string, paths: readonly string[]): StreamFault[] =>
        paths
          .filter((path) => !isDeclared(path, declared))
          .map((path) => unknownField([key, "checks", at, part], path, one.stream, declared));
      return [
        ...unknownIn(found.check.key, found.check.fields?.(found.settings) ?? []),
        ...unknownIn("where", namedFields(entry.where ?? "")),
      ];
    }),
  );
}

function isDeclared(path: string, declared: JsonObject): boolean {
  const field = new Field(path);
  field.resolve(declared);
  return field.isDeclaredIn(declared);
}

function unknownField(place: Place, path: string, stream: string, declared: JsonObject): StreamFault {
  const meant = nearest(path, Object.keys(declared));
  return {
    path: place,
    severity: "error",
    message: `names the field ${path}, which the last SCHEMA of ${stream} doesn't declare`,
    hint: meant === null ? null : `Did you mean ${meant}?`,
  };
}
