import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newKeyPem, readSigningKey, type SigningKey } from "../../audit/checkpoint.ts";
import { ConfigError, messageOf } from "../../lib/errors.ts";
import type { Store } from "../../store/index.ts";
import type { OpenedProject } from "../open-project.ts";
import { makeFolder } from "../quarantine/make-folder.ts";

/** Where files about a store lie: beside an SQLite file, else in Meltano's system folder. */
export function besideStore({ project }: OpenedProject, store: Store, name: string): string {
  const folder = store.kind === "sqlite" ? dirname(store.location) : join(project.sysDir, "pitchpipe");
  return join(folder, name);
}

/**
 * The key that signs: the configured one, else `audit.key` beside the store, made at first use for this user alone. Raises
 * `AUDIT_KEY` where the key meant can't be used; then nothing else takes its place.
 */
export async function signingKey(project: OpenedProject, store: Store): Promise<SigningKey> {
  const { key } = project.config.settings.audit;
  const lacking = project.config.misconfigured.find(({ path }) => path === "audit.key");
  if (lacking !== undefined)
    throw unusable({
      what: `audit.key refers to ${lacking.missing.map(nameOfMissing).join(" and ")}, which is not there.`,
      whatToDo:
        "Put the key there, or take audit.key out of pitchpipe.yml to sign with a key beside the store.",
    });
  if (key !== undefined) return configured(key);
  const path = besideStore(project, store, "audit.key");
  const known = keyIn(path);
  // One process at a time, over all processes: nobody signs with a key that another one has just replaced.
  return known ?? (await store.transaction(async () => keyIn(path) ?? makeKey(path, project.newId())));
}

/** The fingerprint of the key that would sign; `null` where there is none yet, or none that can be used. Makes nothing. */
export function ownFingerprint(project: OpenedProject, store: Store): string | null {
  const { key } = project.config.settings.audit;
  try {
    const pem = key ?? readFileSync(besideStore(project, store, "audit.key"), "utf8");
    return readSigningKey(pem)?.fingerprint ?? null;
  } catch {
    // Whoever signs says why it can't be read.
    return null;
  }
}

function configured(pem: string): SigningKey {
  const key = readSigningKey(pem);
  if (key !== null) return key;
  throw unusable({
    what: "audit.key is no Ed25519 private key.",
    why: "It must be the PEM text of one without a passphrase (`-----BEGIN PRIVATE KEY-----`).",
    whatToDo:
      "Make one (openssl genpkey -algorithm ed25519 -out audit.key) and refer to the file as docs/audit.md shows.",
  });
}

function keyIn(path: string): SigningKey | null {
  const pem = textOf(path);
  if (pem === null) return null;
  const key = readSigningKey(pem);
  if (key !== null) return key;
  throw unusable({
    what: `${path} is no Ed25519 private key.`,
    why: "Checkpoints of before are signed with the key that should be there.",
    whatToDo:
      "Put the key back from a backup. If it is lost, move the file away: the next checkpoint makes a new one.",
  });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw unusable({
      what: `The key ${path} can't be read.`,
      why: messageOf(thrown),
      whatToDo: "Give this user the right to read it.",
    });
  }
}

/** Whole or not at all: half a key would stand in the way of the next one. */
function makeKey(path: string, id: string): SigningKey {
  const pem = newKeyPem();
  const beside = `${path}.${id}.tmp`;
  try {
    makeFolder(dirname(path));
    writeFileSync(beside, pem, { flag: "wx", mode: 0o600, flush: true });
    renameSync(beside, path);
  } catch (thrown) {
    throw unusable({
      what: `The key ${path} could not be made.`,
      why: messageOf(thrown),
      whatToDo: "Give this user the right to write there, or name a key in pitchpipe.yml (audit: key).",
    });
  } finally {
    rmSync(beside, { force: true });
  }
  return configured(pem);
}

function nameOfMissing(missing: string): string {
  return missing.startsWith("file:") ? `the file ${missing.slice(5)}` : `$${missing}`;
}

function unusable(text: {
  readonly what: string;
  readonly why?: string;
  readonly whatToDo: string;
}): ConfigError {
  return new ConfigError({ code: "AUDIT_KEY", ...text });
}
