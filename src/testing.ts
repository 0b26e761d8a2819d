export { type FakeClock, fakeClock } from "./app/library/fake-clock.ts";
export { openForTest, type TestOptions, type TestPitchpipe } from "./app/library/open-for-test.ts";
export { type RecordingChannel, recordingChannel } from "./app/library/recording-channel.ts";
