import { parseFieldPath } from "./field-path.ts";

/** Why a path hardly means what its writer meant; `null` where nothing speaks against it. */
export interface PathFault {
  readonly message: string;
  readonly hint: string | null;
}

/**
 * Every text is a path, because a property may have any name. What looks like another language's path is told all the same: it
 * reads a property that most likely no record has.
 */
export function pathFault(path: string): PathFault | null {
  const bare = path.replace(/\\./g, "x");
  if (/^\.|\.\.|\.$/.test(bare)) return emptyStep(path);
  if (bare.startsWith("$."))
    return {
      message: `names ${path}, which begins with a property called $`,
      hint: "Paths begin at the record, without $.",
    };
  const odd = bare.split(".").find((step) => step.replace(/\[\]$/, "").includes("["));
  if (odd === undefined) return null;
  const literally = path.replace(/\[(?!\])/g, "\\[");
  return {
    message: `names ${path}, which stands for a property called ${odd}`,
    hint: `lines[] means each item of a list. Where the property is called so, write ${literally}.`,
  };
}

function emptyStep(path: string): PathFault {
  const steps = parseFieldPath(path).map(({ name, isList }) => (isList ? `${name}[]` : name));
  return {
    message: `names ${path}, which has an empty step and means ${steps.join(".")}`,
    hint: "Write a dot that belongs to a name as \\., such as a\\.b.",
  };
}
