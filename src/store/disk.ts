/** What a disk is to a store: SQLite's WAL mode does not work over a network, and two kinds forget. */
export type DiskKind = "network" | "container" | "memory" | "local";

export interface Disk {
  readonly kind: DiskKind;
  /** The system's name of the file system, such as `nfs4` or `ext4`. */
  readonly fileSystem: string;
  readonly mountPoint: string;
}

const network =
  /^(?:nfs\d?|cifs|smb[23]?|smbfs|afs|9p|ceph|glusterfs|lustre|beegfs|gpfs|ocfs2|fuse\.(?:sshfs|glusterfs|cephfs|s3fs|gcsfuse|rclone))$/;
const container = /^(?:overlay|overlayfs|aufs|fuse\.fuse-overlayfs)$/;
const memory = /^(?:tmpfs|ramfs|devtmpfs)$/;

/**
 * Which disk an absolute path without symbolic links lies on, by the text of `/proc/mounts`; `null` where that does not
 * tell.
 */
export function diskOf(path: string, mounts: string): Disk | null {
  let found: Disk | null = null;
  for (const line of mounts.split("\n")) {
    const [, escapedPoint, fileSystem] = line.split(" ");
    if (escapedPoint === undefined || fileSystem === undefined) continue;
    const mountPoint = unescaped(escapedPoint);
    // Of two mounts on one point the later one covers the earlier.
    if (liesUnder(path, mountPoint) && mountPoint.length >= (found?.mountPoint.length ?? 0))
      found = { kind: kindOf(fileSystem), fileSystem, mountPoint };
  }
  return found;
}

function kindOf(fileSystem: string): DiskKind {
  if (network.test(fileSystem)) return "network";
  if (container.test(fileSystem)) return "container";
  return memory.test(fileSystem) ? "memory" : "local";
}

function liesUnder(path: string, mountPoint: string): boolean {
  return path === mountPoint || path.startsWith(mountPoint.endsWith("/") ? mountPoint : `${mountPoint}/`);
}

/** The kernel writes blanks, tabs, newlines and backslashes as three octal digits. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
