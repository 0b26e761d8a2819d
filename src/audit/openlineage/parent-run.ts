import { isUuid, pythonInstant, staticUuid } from "./static-uuid.ts";

/** A run that started another one. */
export interface RunName {
  readonly namespace: string;
  readonly name: string;
  readonly runId: string;
}

export interface ParentRun extends RunName {
  /** The run at the top of them all; `null` where nobody told it. */
  readonly root: RunName | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Who started us, by the environment: `OPENLINEAGE_CONTEXT`, else `OPENLINEAGE_PARENT_ID` (with `OPENLINEAGE_ROOT_PARENT_ID`),
 * else Airflow's `AIRFLOW_CTX_*`; `null` where none of them says so in full.
 */
export function parentRun(env: Variables): ParentRun | null {
  return contextParent(env["OPENLINEAGE_CONTEXT"]) ?? namedParent(env) ?? airflowParent(env);
}

function namedParent(env: Variables): ParentRun | null {
  const parent = runNamed(env["OPENLINEAGE_PARENT_ID"]);
  return parent && { ...parent, root: runNamed(env["OPENLINEAGE_ROOT_PARENT_ID"]) };
}

/** `namespace/job/runId`; a namespace may hold slashes, and so may nothing else. */
function runNamed(text: string | undefined): RunName | null {
  const parts = (text ?? "").trim().split("/");
  const [runId = "", name = ""] = [parts.at(-1), parts.at(-2)];
  const namespace = parts.slice(0, -2).join("/");
  return namespace === "" || name === "" || !isUuid(runId)
    ? null
    : { namespace, name, runId: runId.toLowerCase() };
}

/** JSON with `parent`, as the parent facet has it, with its `root` in it or beside it. */
function contextParent(text: string | undefined): ParentRun | null {
  if (!text) return null;
  try {
    const context: unknown = JSON.parse(text);
    const parent = runOf(at(context, "parent"));
    return parent && { ...parent, root: runOf(at(context, "root") ?? at(at(context, "parent"), "root")) };
  } catch {
    // Not JSON: then it says nothing we understand.
    return null;
  }
}

function runOf(value: unknown): RunName | null {
  const runId = at(at(value, "run"), "runId");
  const [namespace, name] = [at(at(value, "job"), "namespace"), at(at(value, "job"), "name")];
  if (typeof runId !== "string" || typeof namespace !== "string" || typeof name !== "string") return null;
  return isUuid(runId) ? { runId: runId.toLowerCase(), namespace, name } : null;
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** A task of Airflow, under the id that Airflow's own OpenLineage provider (2.10 and later) derives for it. */
function airflowParent(env: Variables): ParentRun | null {
  const [dag, task] = [env["AIRFLOW_CTX_DAG_ID"], env["AIRFLOW_CTX_TASK_ID"]];
  const instant = airflowInstant(env);
  if (!dag || !task || instant === null) return null;
  const namespace = env["AIRFLOW__OPENLINEAGE__NAMESPACE"] || env["OPENLINEAGE_NAMESPACE"] || "default";
  const tries = env["AIRFLOW_CTX_TRY_NUMBER"] || "1";
  const mapIndex = env["AIRFLOW_CTX_MAP_INDEX"] || "-1";
  const data = `${namespace}.${dag}.${task}.${tries}.${mapIndex}`;
  const runId = staticUuid(instant.ms, instant.text, data);
  // The id of the DAG's run holds how often it was cleared, which nobody tells.
  return { namespace, name: `${dag}.${task}`, runId, root: null };
}

/** The logical date of the DAG's run, also as Python writes it; `null` where it is not told. */
export function airflowInstant(env: Variables): { readonly ms: number; readonly text: string } | null {
  const text = env["AIRFLOW_CTX_LOGICAL_DATE"] || env["AIRFLOW_CTX_EXECUTION_DATE"] || "";
  const shape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.(\d{1,6}))?(?:Z|[+-]\d\d:?\d\d)$/.exec(text);
  const ms = shape === null ? Number.NaN : Date.parse(text.replace(/(\.\d{3})\d+/, "$1").replace(" ", "T"));
  if (Number.isNaN(ms)) return null;
  const micros = Number((shape?.[1] ?? "").padEnd(6, "0").slice(3));
  return { ms, text: pythonInstant(ms, micros) };
}
