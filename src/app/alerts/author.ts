import { userInfo } from "node:os";

/**
 * Who does it: the name that was given, else the user of this system. Nobody has verified that user, and the history says
 * so; a name that was given is written as it is.
 */
export function authorOf(by: string | null | undefined): string {
  const given = by?.trim();
  return given ? given : `${systemUser()} (unverified)`;
}

/** A container may run as a user without a name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown user";
  }
}
