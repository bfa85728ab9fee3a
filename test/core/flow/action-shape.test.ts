import { describe, expect, it } from "vitest";
import {
  acting,
  flowFile,
  type RefusedFile,
  sending,
  shapeProblems,
  unknownField,
  webhook,
} from "#support/flow-files.ts";

const ACTIONS =
  '"send-webhook", "time-delay", "target-date", "trigger-split", "conditional-split", "multi-branch-split"';
const LETTERS = "letters, digits, '-' and '_', and begin with a letter or digit";

const refused: readonly RefusedFile[] = [
  [
    "no entry",
    flowFile({}, { entry_action_id: undefined }),
    ['/definition/entry_action_id The field "entry_action_id" is required: a text.'],
  ],
  [
    "an entry that can be no id",
    flowFile({}, { entry_action_id: "send it" }),
    [`/definition/entry_action_id Must be ${LETTERS}.`],
  ],
  ["no actions", flowFile({}, { actions: [] }), ["/definition/actions Must not be empty."]],
  [
    "actions by id",
    flowFile({}, { actions: { send: webhook() } }),
    ["/definition/actions Must be a list, but is an object."],
  ],
  [
    "101 actions",
    flowFile(
      {},
      {
        entry_action_id: "send-0",
        actions: Array.from({ length: 101 }, (_, index) => {
          return webhook({ id: `send-${index}`, links: { next: index < 100 ? `send-${index + 1}` : null } });
        }),
      },
    ),
    ["/definition/actions Must have at most 100 items."],
  ],
  ["an action that is null", acting(null), ["/definition/actions/0 Must be an object, but is null."]],
  [
    "an action without a type",
    acting({ id: "send" }),
    [`/definition/actions/0/type The field "type" is required: one of ${ACTIONS}.`],
  ],
  [
    "an action with its type in snake_case",
    acting(webhook({ type: "send_webhook" })),
    [`/definition/actions/0/type Must be one of ${ACTIONS}, but is "send_webhook". Did you mean "send-webhook"?`],
  ],
  [
    "an action that Flowhook does not know",
    acting(webhook({ type: "send-email" })),
    [`/definition/actions/0/type Must be one of ${ACTIONS}, but is "send-email".`],
  ],
  [
    "a webhook without data",
    acting(webhook({ data: undefined })),
    ['/definition/actions/0/data The field "data" is required: an object.'],
  ],
  [
    "a URL next to the message",
    acting(webhook({ data: { url: "https://api.example.com/", message: {} } })),
    [
      '/definition/actions/0/data/message/url The field "url" is required: a text.',
      '/definition/actions/0/data/url There is no field "url" here. Known here: "status", "message".',
    ],
  ],
  ["an empty URL", sending({ url: "" }), ["/definition/actions/0/data/message/url Must not be empty."]],
  [
    "a method",
    sending({ method: "PUT" }),
    [
      '/definition/actions/0/data/message/method There is no field "method" here. Known here: "name", "url", "headers", "body", "on_missing", "signing_secret", "limits", "retry".',
    ],
  ],
  [
    "a number as a header",
    sending({ headers: { "X-Version": 2 } }),
    ["/definition/actions/0/data/message/headers/X-Version Must be a text, but is 2: put it in quotes."],
  ],
  [
    "a header without a value",
    sending({ headers: { "X-Version": null } }),
    ["/definition/actions/0/data/message/headers/X-Version Must be a text, but is null."],
  ],
  [
    "headers as a list",
    sending({ headers: ["X-Version: 2"] }),
    ["/definition/actions/0/data/message/headers Must be an object, but is a list."],
  ],
  [
    "a body that is a list",
    sending({ body: [] }),
    ["/definition/actions/0/data/message/body Must be a text or an object, but is a list."],
  ],
  [
    "a misspelt link",
    acting(webhook({ links: { nxt: "send" } })),
    [unknownField("/definition/actions/0/links/nxt", "next")],
  ],
  [
    "links that are a text",
    acting(webhook({ links: "send" })),
    ['/definition/actions/0/links Must be an object, but is "send".'],
  ],
  [
    "a name that would be lost",
    sending({ body: JSON.parse('{"__proto__": 1}'), headers: JSON.parse('{"__proto__": "a"}') }),
    [
      `/definition/actions/0/data/message/headers/__proto__ A header or a body field can't be called "__proto__". Use another name.`,
      `/definition/actions/0/data/message/body/__proto__ A header or a body field can't be called "__proto__". Use another name.`,
    ],
  ],
];

describe("a flow file is refused, with every problem at its place, that has", () => {
  it.each(refused)("%s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});
