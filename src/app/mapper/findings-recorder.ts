import type { Fact, FactRecorder, Recorded } from "../../model/fact.ts";
import { type Finding, findingKey, type PassedCheck } from "../../model/finding.ts";
import type { StreamProfile } from "../../model/stream-history.ts";

/** What the checking side has to tell. */
export interface FindingSource {
  findings(): readonly Finding[];
  passed(): readonly PassedCheck[];
  profiles(): readonly StreamProfile[];
}

export interface FindingsRecorderOptions {
  readonly recorder: FactRecorder;
  readonly source: FindingSource;
  readonly blockId: string;
  readonly runId: string;
  readonly now: () => number;
  /** A fault of the checking side; told, and nothing else is lost by it. */
  readonly onFault: (thrown: unknown) => void;
}

const everyMs = 3000;
/** What later runs compare with is larger, and only of use once a run is over: it is for those that are killed. */
const profilesEveryMs = 60_000;

/**
 * A recorder that takes findings along: with the segments that a STATE closes, every few seconds at most, and with the end
 * of the block, where the last word stands in the same batch as the end. Counts are totals, so a lost telling loses nothing.
 */
export function findingsRecorder(options: FindingsRecorderOptions): FactRecorder {
  const { recorder, now } = options;
  let toldAt = 0;
  let profiledAt = now();
  /** What was told of each finding; records looked at grow all the time and are left to the last word. */
  const told = new Map<string, string>();
  const isNews = (finding: Finding): boolean => {
    const { violations, level, firstLine } = finding;
    const [key, text] = [findingKey(finding), `${violations} ${level} ${firstLine}`];
    if (told.get(key) === text) return false;
    told.set(key, text);
    return true;
  };
  const between = (): Fact[] => {
    if (now() - toldAt < everyMs) return [];
    toldAt = now();
    const news = options.source.findings().filter(isNews);
    return news.length === 0 ? profiles() : [findingsFact(options, news, []), ...profiles()];
  };
  const profiles = (): Fact[] => {
    if (now() - profiledAt < profilesEveryMs) return [];
    profiledAt = now();
    return profilesFacts(options);
  };
  const added = (facts: readonly Fact[]): readonly Fact[] => {
    if (facts.some(({ kind }) => kind === "block_closed")) return withLastWord(options, facts);
    return facts.some(({ kind }) => kind === "segments") ? [...between(), ...facts] : facts;
  };
  return {
    record: (facts): Promise<Recorded> => {
      let all = facts;
      try {
        all = added(facts);
      } catch (thrown) {
        options.onFault(thrown);
      }
      return recorder.record(all);
    },
  };
}

function withLastWord(options: FindingsRecorderOptions, facts: readonly Fact[]): readonly Fact[] {
  const { source } = options;
  return [findingsFact(options, source.findings(), source.passed()), ...profilesFacts(options), ...facts];
}

function profilesFacts({ source, blockId, runId, now }: FindingsRecorderOptions): Fact[] {
  const profiles = source.profiles();
  return profiles.length === 0 ? [] : [{ kind: "stream_profiles", blockId, runId, at: now(), profiles }];
}

function findingsFact(
  { blockId, runId, now }: FindingsRecorderOptions,
  findings: readonly Finding[],
  passed: readonly PassedCheck[],
): Extract<Fact, { readonly kind: "findings" }> {
  return { kind: "findings", blockId, runId, at: now(), findings, passed };
}
