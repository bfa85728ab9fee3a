// News: what operators read in the log as it happens, the same on both backends. News never holds a secret, nor anything that
// an event or a target wrote: ids, codes, hosts and counts alone.

/** One entry of the log. */
export interface News {
  /** warn: something needs a look; info: it is over. */
  readonly level: "info" | "warn";
  /** A sentence for people. */
  readonly text: string;
  /** The same for programs. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Takes news. Must not throw. */
export type ReportNews = (news: News) => void;
