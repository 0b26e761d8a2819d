/** What is known of an expression's value before any record came; `dyn` for what only a record tells. */
export const expressionTypes = [
  "bool",
  "number",
  "string",
  "list",
  "map",
  "null",
  "timestamp",
  "duration",
  "dyn",
] as const;
export type ExpressionType = (typeof expressionTypes)[number];

/** Whether a value of this type may be one of the wanted ones (`a|b`). */
export function fits(type: ExpressionType, wanted: string): boolean {
  return type === "dyn" || type === "null" || wanted === "dyn" || wanted.split("|").includes(type);
}

const ordered = new Set<ExpressionType>(["bool", "number", "string", "timestamp", "duration"]);

/** What an operator makes of two types; `null` where it makes nothing of them. */
export function typeOfBinary(operator: string, a: ExpressionType, b: ExpressionType): ExpressionType | null {
  const isOpen = a === "dyn" || b === "dyn" || a === "null" || b === "null";
  if (operator === "==" || operator === "!=") return "bool";
  if (operator === "in") return fits(b, "list|map") ? "bool" : null;
  if (["<", "<=", ">", ">="].includes(operator))
    return (isOpen || a === b) && isOrdered(a) && isOrdered(b) ? "bool" : null;
  return isOpen ? openArithmetic(operator, a, b) : arithmetic(operator, a, b);
}

function isOrdered(type: ExpressionType): boolean {
  return type === "dyn" || type === "null" || ordered.has(type);
}

/** One of the two is known only with a record; what the other one can be joined with tells the result. */
function openArithmetic(operator: string, a: ExpressionType, b: ExpressionType): ExpressionType | null {
  const known = a === "dyn" || a === "null" ? b : a;
  if (known === "bool" || known === "map") return null;
  const isSum = operator === "+" || operator === "-";
  if (known === "number" || !isSum) return known === "number" || isOpenType(known) ? "number" : null;
  if (known === "string" || known === "list") return operator === "+" ? known : null;
  return "dyn";
}

function isOpenType(type: ExpressionType): boolean {
  return type === "dyn" || type === "null";
}

function arithmetic(operator: string, a: ExpressionType, b: ExpressionType): ExpressionType | null {
  if (a === "number" && b === "number") return "number";
  if (operator === "+" && a === b && (a === "string" || a === "list" || a === "duration")) return a;
  if (operator === "-" && a === b && (a === "timestamp" || a === "duration")) return "duration";
  if ((operator === "+" || operator === "-") && a === "timestamp" && b === "duration") return "timestamp";
  return operator === "+" && a === "duration" && b === "timestamp" ? "timestamp" : null;
}
