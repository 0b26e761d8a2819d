import { describe, expect, it } from "vitest";
import { buildMessage } from "../../src/channels/message/build-message.ts";
import { renderSms } from "../../src/channels/twilio/render.ts";
import { notificationKinds } from "../../src/model/alert.ts";
import { noSecrets } from "../alerts/samples.ts";
import { diagnosisOf, failureCases } from "../diagnosis/read-failure.ts";
import { failedLoad, notificationOf } from "./notifications.ts";

const context = { redactor: noSecrets, externalUrl: null, timeZone: "UTC", words: null };

/** What noticeOf puts before a title. */
const before: Readonly<Record<string, string>> = {
  resolved: "Resolved: ",
  recovered: "Fired and recovered: ",
  repeat: "Still on: ",
  escalation: "Not acknowledged: ",
  acknowledged: "Acknowledged: ",
  silence_ending: "A silence ends soon: ",
};

const causes = [...new Set(failureCases.map((one) => diagnosisOf(one)?.cause ?? ""))].filter(
  (cause) => cause !== "",
);

describe("the cause of a real failure", () => {
  it("is within the first 80 characters of title, subject and text message, whole up to 60, else at least 40", () => {
    expect(causes.length).toBeGreaterThan(50);
    for (const cause of causes)
      for (const job of ["daily-load", "tap-oracle-wms-to-target-postgres-every-night"])
        for (const kind of notificationKinds.filter((one) => one !== "test" && one !== "digest")) {
          const title = `${job} failed: ${cause}`;
          const alert = {
            ...failedLoad,
            title,
            message: `${cause}\nThis is failure 2 in a row.`,
            details: {},
          };
          const told = notificationOf(kind, { title: `${before[kind] ?? ""}${title}`, alerts: [alert] });
          const message = buildMessage(told, context);
          const short = cause
            .replace(/\s+/g, " ")
            .replace(/[.!]+$/, "")
            .toLowerCase();
          const needed = short.length > 60 ? short.slice(0, 40) : short;
          expect(message.title.slice(0, 80).toLowerCase(), kind).toContain(needed);
          expect(message.subject.slice(0, 80).toLowerCase(), kind).toContain(needed);
          // Quotes are made plain for phones.
          expect(renderSms(message).slice(0, 80).toLowerCase(), kind).toContain(
            needed.replace(/[‘’`]/g, "'").replace(/[–—]/g, "-"),
          );
        }
  });
});
