import { describe, expect, it } from "vitest";
import { diskOf } from "./disk.ts";

const mounts = [
  "overlay / overlay rw,relatime 0 0",
  "/dev/vda1 /home ext4 rw 0 0",
  "server:/export /home/ana/data nfs4 rw 0 0",
  "tmpfs /tmp tmpfs rw 0 0",
  "/dev/vdb /srv/my\\040disk xfs rw 0 0",
  "ana@h:/ /mnt/remote fuse.sshfs rw 0 0",
  "/dev/vdc /cover ext4 rw 0 0",
  "//nas/share /cover cifs rw 0 0",
  "a broken",
  "",
].join("\n");

describe("the disk of a path", () => {
  it.each([
    ["/etc/x", { kind: "container", fileSystem: "overlay", mountPoint: "/" }],
    ["/home", { kind: "local", fileSystem: "ext4", mountPoint: "/home" }],
    ["/home/ana", { kind: "local", fileSystem: "ext4", mountPoint: "/home" }],
    ["/homes/ana", { kind: "container", fileSystem: "overlay", mountPoint: "/" }],
    ["/home/ana/data/p.db", { kind: "network", fileSystem: "nfs4", mountPoint: "/home/ana/data" }],
    ["/tmp/x", { kind: "memory", fileSystem: "tmpfs", mountPoint: "/tmp" }],
    ["/srv/my disk/x", { kind: "local", fileSystem: "xfs", mountPoint: "/srv/my disk" }],
    ["/mnt/remote/x", { kind: "network", fileSystem: "fuse.sshfs", mountPoint: "/mnt/remote" }],
    ["/cover/x", { kind: "network", fileSystem: "cifs", mountPoint: "/cover" }],
  ])("of %s is told by the mount that covers it", (path, expected) => {
    expect(diskOf(path, mounts)).toEqual(expected);
  });

  it("is unknown where no mount tells", () => {
    expect(diskOf("/x", "")).toBeNull();
  });
});
