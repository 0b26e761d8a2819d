/** What a Dockerfile of a Meltano project (Debian based, as Meltano's own images are) needs besides. */
export const dockerLines = `# Node for pitchpipe, beside Meltano's Python
COPY --from=node:24-bookworm-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:24-bookworm-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

# pitchpipe, as package-lock.json pins it (after: npm i -D pitchpipe)
COPY package.json package-lock.json ./
RUN npm ci

# What pitchpipe keeps must outlive the container: mount .meltano/pitchpipe as a volume,
# or put the store into PostgreSQL:
# ENV PITCHPIPE_STORE_URL=postgres://user@host/db
`;
