import { decoded } from "../address.ts";

interface Server {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
}

/** The single keys, also where an address says them. */
export function fromUrl(settings: Server & { readonly url?: string | undefined }): Server {
  if (settings.url === undefined) return settings;
  const { hostname, port, username, password, pathname } = new URL(settings.url);
  const database = decoded(pathname.slice(1));
  return {
    host: hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    user: decoded(username),
    password: decoded(password),
    ...(database === "" ? {} : { database }),
  };
}
