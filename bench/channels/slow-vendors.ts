import { hang } from "../../test/fixtures/http/local-server.ts";
import { startAlertmanager } from "../../test/fixtures/vendors/alertmanager.ts";
import { startDiscord } from "../../test/fixtures/vendors/discord.ts";
import { routingKey, startPagerduty } from "../../test/fixtures/vendors/pagerduty.ts";
import { startSlackWebhook } from "../../test/fixtures/vendors/slack.ts";
import { startTeams } from "../../test/fixtures/vendors/teams.ts";
import { accountSid, authToken, startTwilio } from "../../test/fixtures/vendors/twilio.ts";
import { startVendor, type Vendor } from "../../test/fixtures/vendors/vendor-server.ts";

const thinkMs = 5;

/** Eight vendors that answer after 5 ms, and one that never does. */
export interface SlowVendors {
  /** The settings of the channels that lead to the eight. */
  readonly settings: Readonly<Record<string, object>>;
  readonly silentUrl: string;
  readonly taken: () => number;
  /** When so many requests were taken. */
  readonly tookAll: (count: number) => Promise<void>;
  /** Whether the webhooks got what they got in the order of its numbers, alert by alert. */
  readonly inOrder: () => boolean;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts them on this machine. */
export async function startSlowVendors(): Promise<SlowVendors> {
  const plain = () =>
    startVendor({ objection: () => null, take: () => ({ status: 204 }), refuse: () => ({ status: 400 }) });
  const [slack, teams, chat, oncall, twilio, am] = await Promise.all([
    startSlackWebhook(),
    startTeams(),
    startDiscord(),
    startPagerduty(),
    startTwilio(),
    startAlertmanager(),
  ]);
  const [first, second, silent] = [await plain(), await plain(), await plain()];
  silent.behave(hang);
  const vendors: readonly Vendor[] = [slack, teams, chat, oncall, twilio, am, first, second];
  const counted = countAll(vendors);
  const from = "+14155238886";
  return {
    settings: {
      slack: { type: "slack", webhook_url: slack.webhookUrl },
      teams: { type: "teams", webhook_url: teams.webhookUrl },
      chat: { type: "discord", webhook_url: chat.webhookUrl },
      oncall: { type: "pagerduty", routing_key: routingKey, api_url: oncall.origin },
      phone: {
        type: "sms",
        account_sid: accountSid,
        auth_token: authToken,
        from,
        to: ["+5511999999999"],
        api_url: twilio.origin,
      },
      am: { type: "alertmanager", url: am.origin },
      first: { type: "webhook", url: first.url },
      second: { type: "webhook", url: second.url },
    },
    silentUrl: silent.url,
    ...counted,
    inOrder: () => [first, second].every(isInOrder),
    [Symbol.asyncDispose]: async () => {
      for (const vendor of [...vendors, silent]) await vendor[Symbol.asyncDispose]();
    },
  };
}

function countAll(vendors: readonly Vendor[]): Pick<SlowVendors, "taken" | "tookAll"> {
  let goal = Number.POSITIVE_INFINITY;
  const reached = Promise.withResolvers<void>();
  const taken = (): number => vendors.reduce((sum, vendor) => sum + vendor.taken.length, 0);
  for (const vendor of vendors) {
    const usual = vendor.wellBehaved;
    vendor.behave((response, request) => {
      setTimeout(() => {
        usual(response, request);
        if (taken() >= goal) reached.resolve();
      }, thinkMs);
    });
  }
  return {
    taken,
    tookAll: (count) => {
      goal = count;
      return reached.promise;
    },
  };
}

function isInOrder({ taken }: Vendor): boolean {
  const last = new Map<string, number>();
  return taken.every(({ body }) => {
    const { title, alerts } = JSON.parse(body);
    const number = Number(/^number (\d+)/.exec(title)?.[1]);
    const before = last.get(alerts[0].id) ?? -1;
    last.set(alerts[0].id, number);
    return number > before;
  });
}
