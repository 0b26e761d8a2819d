import { z } from "zod";
import { notificationKinds } from "../../model/alert.ts";
import { commonChannelKeys } from "../common-settings.ts";
import { apiUrl, httpKeys } from "../http-settings.ts";

const numberText = "a number with + and country code, such as +5511999999999";

/** A telephone number in E.164: `+`, country code, at most fifteen digits. */
const phoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, { error: `must be ${numberText}` })
  .meta({ expects: numberText });

const senderText = `${numberText}; a short code; or a sender name of up to 11 letters and digits`;

const sender = z
  .string()
  .regex(/^(?:\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, { error: `must be ${senderText}` })
  .meta({ expects: senderText });

const contentSid = z
  .string()
  .regex(/^HX[0-9a-fA-F]{32}$/, {
    error: "must be HX and 32 hex digits, as Twilio's Content Template Builder shows it",
  })
  .meta({ expects: "HX and 32 hex digits" });

const accountKeys = {
  account_sid: z.string().min(1).meta({ description: "Twilio's account SID (`AC…`)." }),
  auth_token: z.string().min(1).meta({ description: "Its auth token.", sensitive: true }),
};

const recipients = z.array(phoneNumber).min(1).meta({ description: "Who gets it, each number by itself." });

const restKeys = { api_url: apiUrl("https://api.twilio.com"), ...httpKeys, ...commonChannelKeys };

/** Settings of an `sms` channel: text messages by Twilio. */
export const smsSettings = z
  .strictObject({
    type: z.literal("sms"),
    ...accountKeys,
    from: sender.meta({ description: "Who it comes from." }),
    to: recipients,
    ...restKeys,
  })
  .meta({ description: "Sends text messages by Twilio.", whole: true });

/** Settings of a `whatsapp` channel: WhatsApp messages by Twilio. */
export const whatsappSettings = z
  .strictObject({
    type: z.literal("whatsapp"),
    ...accountKeys,
    from: phoneNumber.meta({ description: "The WhatsApp sender." }),
    to: recipients,
    content_sid: z.partialRecord(z.enum(notificationKinds), contentSid).optional().meta({
      description:
        "Approved templates by kind. A kind without one takes `resolved` for ends and `firing` for all else. Variables: 1 the title, 2 the facts, 3 where to look.",
    }),
    ...restKeys,
  })
  .meta({ description: "Sends WhatsApp messages by Twilio.", whole: true });

export type SmsSettings = z.output<typeof smsSettings>;
export type WhatsappSettings = z.output<typeof whatsappSettings>;
