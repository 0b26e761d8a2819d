/** The version of this package; a test keeps it equal to `package.json`. */
export const version = "0.1.0";

/** The oldest Node that runs us, as `package.json` says in `engines`. */
export const oldestNode = "22.12.0";
