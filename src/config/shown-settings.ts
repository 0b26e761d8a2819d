import type { Json } from "../lib/canonical-json.ts";
import { isJsonObject } from "../lib/json-object.ts";
import { createRedactor, isSecretName } from "../lib/redaction/index.ts";
import { isReference } from "./references.ts";
import type { SettingNode } from "./setting-node.ts";
import { isSomeSecret } from "./some-secret.ts";
import { childNode, type Path } from "./walk.ts";

export interface ShownSettings {
  /** What holds, as people would write it, without a secret. */
  readonly value: Json;
  /** The paths of what nobody has set. */
  readonly defaults: readonly Path[];
}

const mask = "***";

/**
 * The settings as they may be shown: defaults filled in, references as they are written, secrets masked. Known shapes of
 * secrets are masked everywhere, because people write passwords into any URL.
 */
export function shownSettings(node: SettingNode, written: Json): ShownSettings {
  const defaults: Path[] = [];
  const redactor = createRedactor([]);
  const show = (
    at: SettingNode | null,
    value: Json | undefined,
    path: Path,
    sensitive: boolean,
  ): Json | undefined => {
    const set = value ?? at?.default;
    if (at === null || set === undefined) return set;
    const secret = sensitive || at.meta.sensitive === true;
    if (at.kind === "leaf" || (at.kind === "list" && value === undefined)) {
      if (value === undefined) defaults.push(path);
      return masked(set, secret || hasSecretName(path));
    }
    if (Array.isArray(set))
      return set.map(
        (item: Json, index) => show(childNode(at, index, set), item, [...path, index], secret) ?? null,
      );
    return showMap(at, value, path, secret);
  };
  const showMap = (at: SettingNode, value: Json | undefined, path: Path, secret: boolean): Json => {
    const map = isJsonObject(value) ? value : {};
    const keys = at.kind === "object" ? [...at.fields.keys()] : Object.keys(map);
    const option = at.kind === "choice" ? at.options.get(String(map[at.key])) : undefined;
    const all = option ? [...option.fields.keys()] : keys;
    if (all.length === 0) defaults.push(path);
    const some = at.meta.sensitive === "some";
    return Object.fromEntries(
      all.flatMap((key) => {
        const hidden = secret || (some && isSomeSecret(key, map[key] ?? null));
        const shown = show(childNode(at, key, map), map[key], [...path, key], hidden);
        return shown === undefined ? [] : [[key, shown]];
      }),
    );
  };
  const masked = (value: Json, secret: boolean): Json => {
    if (typeof value !== "string") return secret && value !== null ? mask : redactor.json(value);
    if (isReference(value)) return value;
    return secret ? mask : redactor.text(value);
  };
  return { value: show(node, written, [], false) ?? {}, defaults };
}

function hasSecretName(path: Path): boolean {
  const last = path.at(-1);
  return typeof last === "string" && isSecretName(last);
}
