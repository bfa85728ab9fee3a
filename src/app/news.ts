// News: log entries for operators, the same on both backends. News holds only ids, codes, hosts and counts: never a secret,
// nor text from an event or a target.

/** One log entry. */
export interface News {
  /** warn: an operator should look; info: the problem is over. */
  readonly level: "info" | "warn";
  /** One sentence for people. */
  readonly text: string;
  /** The same facts for programs. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Reports news. Must not throw. */
export type ReportNews = (news: News) => void;
