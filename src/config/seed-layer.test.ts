import { describe, expect, it } from "vitest";
import { readSeedVariables } from "./seed-layer.ts";
import { seedVariables } from "./seed-variables.ts";

const mail = {
  PITCHPIPE_ALERT_EMAIL_ENABLED: "True",
  PITCHPIPE_ALERT_SMTP_HOST: "smtp.example.com",
  PITCHPIPE_ALERT_SMTP_PORT: "587",
  PITCHPIPE_ALERT_SMTP_USERNAME: "etl",
  PITCHPIPE_ALERT_SMTP_PASSWORD: "pa$$word",
  PITCHPIPE_ALERT_SMTP_TLS: "TRUE",
  PITCHPIPE_ALERT_EMAIL_FROM: "etl@example.com",
  PITCHPIPE_ALERT_EMAIL_RECIPIENTS: "ops@example.com, boss@example.com",
};

describe("the variables of earlier systems", () => {
  it("make a mail channel", () => {
    expect(readSeedVariables(mail, []).channels).toEqual({
      email: {
        type: "email",
        host: "smtp.example.com",
        port: 587,
        username: "etl",
        // A dollar sign of a variable's value is no reference.
        password: "pa$$$$word",
        tls: "starttls",
        from: "etl@example.com",
        to: ["ops@example.com", "boss@example.com"],
      },
    });
  });

  it("mean TLS from the first byte on port 465, and none where they say so", () => {
    const tlsOf = (port: string, tls: string) =>
      readSeedVariables({ ...mail, PITCHPIPE_ALERT_SMTP_PORT: port, PITCHPIPE_ALERT_SMTP_TLS: tls }, [])
        .channels["email"];
    expect(tlsOf("465", "true")).toMatchObject({ tls: "implicit" });
    expect(tlsOf("25", "False")).toMatchObject({ tls: "none" });
    expect(tlsOf("25", "STARTTLS")).toMatchObject({ tls: "starttls" });
  });

  it("make Slack, Teams and webhook channels where only their URL is set", () => {
    const { channels, lacking } = readSeedVariables(
      {
        PITCHPIPE_ALERT_SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/x",
        PITCHPIPE_ALERT_SLACK_CHANNEL: "#data-ops",
        PITCHPIPE_ALERT_TEAMS_WEBHOOK_URL: "https://teams.example.com/x",
        PITCHPIPE_ALERT_WEBHOOK_URL: "https://example.com/hook",
        PITCHPIPE_ALERT_WEBHOOK_AUTH_TOKEN: "t",
      },
      [],
    );
    expect(channels).toEqual({
      slack: { type: "slack", webhook_url: "https://hooks.slack.com/services/T/B/x", channel: "#data-ops" },
      teams: { type: "teams", webhook_url: "https://teams.example.com/x" },
      webhook: { type: "webhook", url: "https://example.com/hook", token: "t" },
    });
    expect(lacking).toEqual([]);
  });

  it("take lists as JSON too, and numbers as Twilio writes them", () => {
    const { channels } = readSeedVariables(
      {
        PITCHPIPE_ALERT_TWILIO_ACCOUNT_SID: "AC1",
        PITCHPIPE_ALERT_TWILIO_AUTH_TOKEN: "t",
        PITCHPIPE_ALERT_WHATSAPP_FROM: "whatsapp:+14155238886",
        PITCHPIPE_ALERT_WHATSAPP_RECIPIENTS: '["whatsapp:+5511999999999"]',
      },
      [],
    );
    expect(channels).toMatchObject({ whatsapp: { from: "+14155238886", to: ["+5511999999999"] } });
  });

  it("make no channel that is switched off, and say what one that is on lacks", () => {
    expect(readSeedVariables({ ...mail, PITCHPIPE_ALERT_EMAIL_ENABLED: "false" }, [])).toMatchObject({
      channels: {},
      lacking: [],
      problems: [],
    });
    const { channels, lacking, problems } = readSeedVariables({ ...mail, PITCHPIPE_ALERT_SMTP_HOST: "" }, []);
    expect(channels).toEqual({});
    expect(lacking).toEqual([{ name: "email", missing: ["PITCHPIPE_ALERT_SMTP_HOST"] }]);
    expect(problems).toMatchObject([
      { severity: "warning", message: expect.stringContaining("PITCHPIPE_ALERT_SMTP_HOST is not set") },
    ]);
  });

  it("give way to a channel of the same name in the file, and say so", () => {
    const { channels, problems } = readSeedVariables(mail, ["email"]);
    expect(channels).toEqual({});
    expect(problems).toMatchObject([{ path: "PITCHPIPE_ALERT_SMTP_HOST", severity: "warning" }]);
  });

  it("set the least severity and the limits", () => {
    const { settings } = readSeedVariables(
      {
        PITCHPIPE_ALERT_MIN_SEVERITY: "ERROR",
        PITCHPIPE_ALERT_RATE_LIMIT_WINDOW: "10",
        PITCHPIPE_ALERT_MAX_PER_WINDOW: "3",
      },
      [],
    );
    expect([...settings].map(([path, { value }]) => [path, value])).toEqual([
      ["route", { min_severity: "error" }],
      ["limits", { window: "10m", max_per_window: 3 }],
    ]);
  });

  it("set one limit with the usual other", () => {
    const { settings } = readSeedVariables({ PITCHPIPE_ALERT_MAX_PER_WINDOW: "3" }, []);
    expect(settings.get("limits")?.value).toEqual({ window: "5m", max_per_window: 3 });
  });

  it.each([
    ["PITCHPIPE_ALERT_SMTP_PORT", "mail"],
    ["PITCHPIPE_ALERT_EMAIL_RECIPIENTS", "[1, 2]"],
    ["PITCHPIPE_ALERT_EMAIL_RECIPIENTS", "[oops"],
    ["PITCHPIPE_ALERT_SMTP_TLS", "maybe"],
    ["PITCHPIPE_ALERT_MIN_SEVERITY", "loud"],
    ["PITCHPIPE_ALERT_RATE_LIMIT_WINDOW", "5m"],
    ["PITCHPIPE_ALERT_EMAIL_ENABLED", "perhaps"],
  ])("name %s where it holds %s", (name, value) => {
    const { problems } = readSeedVariables({ ...mail, [name]: value }, []);
    expect(problems).toMatchObject([{ path: name, severity: "error" }]);
  });

  it("are all known, so that none is taken for a misspelling", () => {
    expect(seedVariables).toHaveLength(new Set(seedVariables).size);
    expect(seedVariables).toContain("PITCHPIPE_ALERT_TEAMS_ENABLED");
  });
});
