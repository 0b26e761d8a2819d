import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { SourceLocation } from "../../audit/openlineage/account.ts";
import { gitCommit, gitRepository } from "../run/git-commit.ts";

/** Where the project's `meltano.yml` is kept: at which commit of which repository. `null` where no web address leads there. */
export function gitSource(root: string): SourceLocation | null {
  const repository = gitRepository(root);
  const version = gitCommit(root);
  if (repository === null || version === null) return null;
  const repoUrl = webAddress(remoteUrl(readOr(join(repository.common, "config"))));
  if (repoUrl === null) return null;
  const path = relative(repository.workTree, resolve(root, "meltano.yml")).replaceAll("\\", "/");
  const branch = /^ref: refs\/heads\/(.+)$/.exec(readOr(join(repository.git, "HEAD")).trim())?.[1] ?? null;
  return { url: fileUrl(repoUrl, version, path), repoUrl, path, version, branch };
}

/** The address of `origin`, else of the first remote. */
export function remoteUrl(config: string): string | null {
  const remotes = new Map<string, string>();
  let section: string | null = null;
  for (const line of config.split("\n")) {
    const header = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) section = /^remote "(.*)"$/.exec(header)?.[1] ?? null;
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (section !== null && url !== undefined && !remotes.has(section)) remotes.set(section, url);
  }
  return remotes.get("origin") ?? [...remotes.values()][0] ?? null;
}

/** A remote as a browser opens it, without whoever logs in there; `null` for a folder or a server without a web page. */
export function webAddress(remote: string | null): string | null {
  if (remote === null) return null;
  const short = /^(?:[^@/]+@)?([\w.-]{2,}):(?!\/)([^\\]+)$/.exec(remote);
  const url = URL.parse(short === null || remote.includes("://") ? remote : `ssh://${short[1]}/${short[2]}`);
  if (url === null || !["http:", "https:", "ssh:", "git:"].includes(url.protocol) || url.hostname === "")
    return null;
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  const host = isWeb ? url.host : url.hostname;
  const path = url.pathname.replace(/\/+$/, "").replace(/\.git$/, "");
  return path === "" ? null : `${isWeb ? url.protocol : "https:"}//${host}${path}`;
}

/** How well-known servers call a file at a commit; of others only the repository's own address is sure. */
function fileUrl(repoUrl: string, version: string, path: string): string {
  const { hostname } = new URL(repoUrl);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  if (/(^|\.)github\./.test(hostname)) return `${repoUrl}/blob/${version}/${encoded}`;
  if (/(^|\.)gitlab\./.test(hostname)) return `${repoUrl}/-/blob/${version}/${encoded}`;
  return hostname === "bitbucket.org" ? `${repoUrl}/src/${version}/${encoded}` : repoUrl;
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A repository without it has nothing to tell there.
    return "";
  }
}
