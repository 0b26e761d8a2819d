import type { ExecutableFact, PluginFact, SetupFacts } from "./facts.ts";
import { type Finding, listed, ok, problem, unknown, warning } from "./finding.ts";

/** Our two plugins: defined, current, and their programs there the way Meltano will look for them. */
export function checkDefinitions({ plugins, mappings }: SetupFacts, version: string): Finding[] {
  const ofPlugins = plugins.map((plugin) => checkPlugin(plugin, version));
  return [...ofPlugins, checkMapping(plugins, mappings)];
}

function checkPlugin(plugin: PluginFact, version: string): Finding {
  const check = plugin.type === "utilities" ? "utility" : "mapper";
  const name = `The ${check} \`${plugin.name}\``;
  if (plugin.definedIn === null || plugin.executable === null)
    return problem(check, `${name} is not in meltano.yml.`, "Do: pitchpipe init");
  const broken = checkExecutable(check, name, plugin.executable);
  if (broken !== null) return broken;
  if (plugin.outdatedKeys.length > 0)
    return warning(
      check,
      `${name} differs from what this pitchpipe would write, in ${listed(plugin.outdatedKeys)}.`,
      plugin.definedIn === "meltano.yml"
        ? "Do: pitchpipe init --update"
        : `Compare with: pitchpipe init --print`,
    );
  return checkVersion(check, plugin, plugin.executable, version);
}

function checkExecutable(
  check: string,
  name: string,
  { written, path, state }: ExecutableFact,
): Finding | null {
  if (state === "missing") {
    const place = /[/\\]/.test(written) ? `there is nothing at ${path ?? written}` : "it is not on PATH";
    const install = "Do: npm i -D pitchpipe, then pitchpipe init --update";
    return problem(check, `${name} calls ${written}, but ${place}.`, install);
  }
  if (state === "not executable")
    return problem(check, `${name} calls ${path}, which may not be executed.`, `Do: chmod +x ${path}`);
  if (state === "writable by all")
    return problem(check, `${name} calls ${path}, which anybody may overwrite.`, `Do: chmod go-w ${path}`);
  return null;
}

function checkVersion(
  check: string,
  plugin: PluginFact,
  executable: ExecutableFact,
  version: string,
): Finding {
  if (executable.version === null)
    return unknown(check, `${executable.path} did not say its version.`, `Try: ${executable.path} --version`);
  if (executable.version !== version)
    return warning(
      check,
      `Meltano calls pitchpipe ${executable.version} (${executable.path}), but this is ${version}.`,
      "Use one of them: pitchpipe init --update writes this one.",
    );
  return ok(check, `\`${plugin.name}\` in ${plugin.definedIn} calls ${executable.path}`);
}

function checkMapping(plugins: readonly PluginFact[], mappings: readonly string[]): Finding {
  if (mappings.length > 0) return ok("mapping", `Put \`${mappings[0]}\` between tap and target.`);
  const defined = plugins.some(({ type, definedIn }) => type === "mappers" && definedIn !== null);
  const what = defined
    ? "The mapper has no mapping, so no run can name it."
    : "There is no mapping without the mapper.";
  return problem("mapping", what, "Do: pitchpipe init");
}
