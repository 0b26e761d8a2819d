import { expect, it } from "vitest";
import { sampleNotification } from "../../alerts/index.ts";
import { markNotification, markWords } from "./mark.ts";

const sample = sampleNotification("ops", { now: 0, newId: () => "id", labels: { job: "daily" } });

it("marks a message in its title, its text and each of its alerts, once", () => {
  const marked = markNotification(markNotification(sample));
  expect(marked.title).toBe("DRILL: Test of channel ops");
  expect(marked.message).toContain("nothing is wrong");
  expect(marked.alerts).toMatchObject([
    { title: "DRILL: Test of channel ops", labels: { job: "daily", drill: "true" } },
  ]);
  expect(marked.id).toBe(sample.id);
});

it("marks the user's own words, and leaves those that are not theirs to others", () => {
  expect(markWords({ title: "Oh", text: "No", subject: "[ETL] Oh", note: "broken" })).toMatchObject({
    title: "DRILL: Oh",
    text: "No",
    subject: "DRILL: [ETL] Oh",
    note: expect.stringMatching(/^broken\nThis is a drill/),
  });
  expect(markWords({ title: null, text: null, subject: null, note: null })).toMatchObject({
    title: null,
    subject: null,
    note: expect.stringContaining("This is a drill"),
  });
});
