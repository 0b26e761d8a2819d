/** A template is a few lines; this is far more than any place shows. */
export const longestTemplate = 10_000;

/** The longest text that a template may give. */
export const longestOutput = 20_000;

/** Beyond this a template is stopped. A busy machine may stand still for a while: it is not about speed. */
export const renderMs = 2_000;

/** So many things may be made on the way: items of lists and ranges, characters that filters make. */
export const mostMemory = 1_000_000;
