import type { FailureCategory } from "../../model/dossier.ts";

/** Words that programs use when something of a kind goes wrong, and how much each speaks for it. */
export interface CategoryWords {
  readonly category: FailureCategory;
  readonly words: readonly (readonly [RegExp, number])[];
}

function words(category: FailureCategory, ...groups: readonly (readonly [number, string])[]): CategoryWords {
  return {
    category,
    words: groups.flatMap(([weight, list]) =>
      list.split(" | ").map((word) => [new RegExp(`\\b${word}`), weight] as const),
    ),
  };
}

/** Read against plain words; each counts once, and as the beginning of a longer word too. */
export const wordWeights: readonly CategoryWords[] = [
  words(
    "auth",
    [
      3,
      "authenti | authori[sz] | credential | log ?in\\b | password | oauth | jwt\\b | permission | forbidden | privilege | captcha | white ?list | allow ?list | api user",
    ],
    [
      2,
      "token | denied | scope | secret | signature | permitted | trial | blocked | banned | suspended | deactivated | nonce | recv window | consent | contact sales | revoked | identity",
    ],
    [
      1.5,
      "access | allowed | session\\b | rights?\\b | member\\b | approv | subscription | license | security | expired",
    ],
    [1, "user | account | keys?\\b | admin | owner | plan\\b | role\\b | activate | verif"],
  ),
  words(
    "rate_limit",
    [3, "quota | throttl | too many"],
    [2, "limit\\b | fast\\b | spike | burst | credits? | allowance | frequency | flood | too quickly"],
    [
      1.5,
      "rate\\b | wait\\b | slow | per (?:second|minute|hour|day|month) | exceed | concurren | retry after",
    ],
    [1, "requests\\b | calls\\b | today | units | used\\b | maximum | capacity | arrest | attempts | cool"],
  ),
  words(
    "timeout",
    [3, "time ?out | timed out | deadline | elapsed"],
    [1.5, "waiting | waited | pending | still\\b | too long | gave up"],
    [1, "seconds | minutes | respond | finish | poll | attempts"],
  ),
  words(
    "network",
    [
      3,
      "network | socket | unreachable | maintenance | technical difficulties | outage | disconnect | offline | unavailable",
    ],
    [2, "connect | gateway | upstream | backend | reachable | incident"],
    [1.5, "down\\b | internal | temporar | overload"],
    [1, "server | service | remote | host\\b | problem | later | experiencing | reset | closed | crashed"],
  ),
  words(
    "schema",
    [3, "schema"],
    [2, "columns?\\b | fields?\\b | mismatch | data ?type | not in index"],
    [1.5, "propert | attribute | cast\\b"],
    [1, "type\\b | expected | header | integer | string\\b | boolean"],
  ),
  words(
    "data",
    [3, "corrupt | truncat"],
    [
      2,
      "pars(?:e|ing|er) | decod | encod | json | xml | csv | rows?\\b | duplicate | already exists | malformed | character | well formed",
    ],
    [1.5, "values? | records?\\b | date\\b | format | bytes | null | not valid"],
    [1, "invalid | number | unexpected | empty | line \\d | exists | delimiter"],
  ),
  words(
    "config",
    [3, "config | settings?\\b"],
    [
      2,
      "parameter | option | argument | unsupported | directory | folder | bucket | region | environment | specify | scheme\\b | protocol",
    ],
    [
      1.5,
      "urls?\\b | unknown | not found | could be found | exist | deleted | archived | supported | tables?\\b | must\\b | endpoint | profile | workspace | unrecogni | catalog | path\\b",
    ],
    [
      1,
      "missing | project | report | version | file\\b | names?\\b | required | provide | query | streams?\\b | known | sheet",
    ],
  ),
  words(
    "lock",
    [4, "dead ?lock"],
    [3, "lock(?:ed|s|ing)?\\b | already running"],
    [2, "busy | concurrently | conflict | in use"],
    [1.5, "another | modified"],
    [1, "reload"],
  ),
  words(
    "state",
    [4, "book ?mark"],
    [3, "cursor | replication | checkpoint | sync token"],
    [2, "state\\b | offset | resume | incremental"],
  ),
  words(
    "dependency",
    [3, "pip\\b | dependenc | no module"],
    [2, "packages?\\b | install | import | module | library | driver | conda\\b | compatible"],
    [1, "version | requires | python | extra\\b"],
  ),
  words("tls", [4, "certificate"], [3, "ssl\\b | tls\\b | handshake | cert\\b"]),
  words("dns", [4, "dns\\b"], [2, "resolve | host ?name"], [1.5, "lookup"]),
  words("memory", [3, "memory | heap\\b | oom\\b"], [2, "allocat"]),
  words("disk", [3, "disk\\b"], [2, "space\\b | volume"], [1.5, "full\\b"]),
];
