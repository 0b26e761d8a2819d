/** Why a store can't be used and what helps, one line each. */
export interface Advice {
  readonly why: string;
  readonly whatToDo: string;
}

const permission: Advice = {
  why: "This user may not write there.",
  whatToDo: "Give the user write access to the file and its folder (`pitchpipe doctor` looks at both).",
};
const readOnlyDisk: Advice = {
  why: "The file, or the disk it is on, is read-only.",
  whatToDo: "Make it writable, or let `store.url` point elsewhere.",
};
const full: Advice = {
  why: "The disk is full, or a limit on the size of files is reached.",
  whatToDo: "Free some space; what was spooled until then is taken in by the next `pitchpipe tick`.",
};
const busy: Advice = {
  why: "Another process has held it for too long.",
  whatToDo:
    "See which process has the store open; what was spooled is taken in by the next `pitchpipe tick`.",
};
const disk: Advice = {
  // A full disk shows as this as well, where SQLite can't make its shared memory.
  why: "The disk is full or gave an error, or a limit on the size of files is reached.",
  whatToDo: "Look at `df` for free space, for the disk's errors in the system's log, and at `ulimit -f`.",
};
const cantOpen: Advice = {
  why: "The path is a folder, or this user can't reach it.",
  whatToDo: "Check `store.url` and the rights on its folder (`pitchpipe doctor`).",
};
const unreachable: Advice = {
  why: "The database server does not answer.",
  whatToDo: "Check the host, the port and that the server runs.",
};

/** By the system's error name, SQLite's primary result code, SQLSTATE, or the first two characters of a SQLSTATE. */
const adviceByCode: Readonly<Record<string, Advice>> = {
  SQLITE_BUSY: busy,
  SQLITE_LOCKED: busy,
  SQLITE_PROTOCOL: busy,
  SQLITE_READONLY: readOnlyDisk,
  SQLITE_PERM: permission,
  SQLITE_FULL: full,
  SQLITE_IOERR: disk,
  SQLITE_CANTOPEN: cantOpen,
  EACCES: permission,
  EPERM: permission,
  EROFS: readOnlyDisk,
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EIO: disk,
  EISDIR: cantOpen,
  ENOTDIR: cantOpen,
  EEXIST: cantOpen,
  ENOENT: cantOpen,
  ELOOP: cantOpen,
  ENAMETOOLONG: cantOpen,
  EMFILE: { why: "This process has too many files open.", whatToDo: "Raise its limit (`ulimit -n`)." },
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  "08": unreachable,
  "57": unreachable,
  "25006": {
    why: "The database server is read-only (a replica?).",
    whatToDo: "Point `store.url` at the primary.",
  },
  "28": {
    why: "The database server refused the user.",
    whatToDo: "Check user and password in `store.url`.",
  },
  "3D": {
    why: "There is no such database on the server.",
    whatToDo: "Create it, or correct `store.url`.",
  },
  "40": busy,
  "42501": {
    why: "The database user may not do that.",
    whatToDo: "Let it create the schema `pitchpipe`, or create that schema and make it the owner.",
  },
  "53": {
    why: "The database server is out of a resource.",
    whatToDo: "Look at the server's log.",
  },
  "55P03": busy,
};

/** What to say about a code; `undefined` for one we don't know. */
export function adviceFor(code: string): Advice | undefined {
  const sqlite = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? "";
  const stateClass = /^[0-9][0-9A-Z]{4}$/.test(code) ? code.slice(0, 2) : "";
  return adviceByCode[code] ?? adviceByCode[sqlite] ?? adviceByCode[stateClass];
}
