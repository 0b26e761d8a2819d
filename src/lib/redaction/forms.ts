/** Shorter values are not searched for: they would hit ordinary text. */
export const shortestSecret = 6;

/**
 * Every way a secret value may be written in a log: plain, URL-encoded, in JSON (also in JSON within JSON) and within
 * base64 at each of its three alignments, both alphabets. A value of several lines counts line by line too, because logs
 * are cut at newlines.
 */
export function formsOf(value: string): string[] {
  const wellFormed = value.trim().toWellFormed();
  const lines = wellFormed
    .split(/\r?\n|\\n/)
    .filter((line) => line.length >= 16 && !line.startsWith("-----"));
  const values = wellFormed.includes("\n") || lines.length > 1 ? [wellFormed, ...lines] : [wellFormed];
  const forms = values.flatMap((text) => [text, ...urlForms(text), ...jsonForms(text), ...base64Forms(text)]);
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret && !/^\*+$/.test(form));
}

function urlForms(text: string): string[] {
  const standard = encodeURIComponent(text);
  const strict = standard.replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const withSlashes = strict.replaceAll("%2F", "/");
  const asForm = strict.replaceAll("%20", "+");
  const upper = [standard, strict, withSlashes, asForm, encodeURI(text)];
  return [...upper, ...upper.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function jsonForms(text: string): string[] {
  const once = JSON.stringify(text).slice(1, -1);
  const ascii = once.replaceAll(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [once, ascii, JSON.stringify(once).slice(1, -1), JSON.stringify(ascii).slice(1, -1)];
}

/** The characters of base64 that depend on the value alone, whatever stands before and after it. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = encoded.slice(first, last);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
