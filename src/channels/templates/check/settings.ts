/** What the configuration's own check asks of templates. Apart from the schema: a mapper needs that, and no LiquidJS. */
export { type TemplateFault, templateFaults } from "../check.ts";
