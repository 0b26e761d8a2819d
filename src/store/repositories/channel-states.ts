import type { ChannelStateRepository } from "../../model/alerting-records.ts";
import type { Queries } from "./queries.ts";

export function channelStateRepository({ read, write }: Queries): ChannelStateRepository {
  return {
    list: () =>
      read(async (db) => {
        const rows = await db.selectFrom("channel_states").selectAll().orderBy("channel").execute();
        return rows.map(({ channel, failures, rests_until, reason }) => ({
          channel,
          failures,
          restsUntil: rests_until,
          reason,
        }));
      }),
    save: ({ channel, failures, restsUntil, reason }) =>
      write(async (db) => {
        const row = { channel, failures, rests_until: restsUntil, reason };
        const insert = db.insertInto("channel_states").values(row);
        await insert.onConflict((conflict) => conflict.column("channel").doUpdateSet(row)).execute();
      }),
    remove: (channel) =>
      write(async (db) => {
        await db.deleteFrom("channel_states").where("channel", "=", channel).execute();
      }),
  };
}
