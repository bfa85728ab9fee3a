// The phrases that CONTRIBUTING.md's rules for English rule out. Each says why, and what to write instead. A space
// matches any white space, and case does not matter.

export interface Pattern {
  readonly matches: RegExp;
  /** "sentence start": only where a sentence begins that does not end with a question mark. */
  readonly at?: "sentence start";
  readonly why: string;
  readonly instead: string;
}

export const PATTERNS: readonly Pattern[] = [
  {
    matches: /\b(?:what(?:ever)?|who(?:ever|se)?|that which)\b/,
    at: "sentence start",
    why: "a clause is the subject of the sentence, so the reader learns late what it is about",
    instead: "name the thing: a noun, then its verb",
  },
  {
    matches: /(?:;|, (?:and|but|or|so|for)|\b(?:because|that|when|if|while|unless|until|than)) what\b/,
    why: "a clause is the subject of the sentence, so the reader learns late what it is about",
    instead: "name the thing: a noun, then its verb",
  },
  { matches: /\bnobody\b/, why: "hides the actor", instead: "name the component: no reader, no operator, nothing" },
  {
    matches: /\bwho(?:m)?ever\b/,
    why: "hides the actor",
    instead: "name the actor: the caller, the operator, a reader that",
  },
  {
    matches: /\b(?:told|tells|(?<=\b(?:to|can|may|must|they|as|and|not) )tell)\b/,
    why: "a person tells; a program does not",
    instead: "reports, returns, says; distinguishes",
  },
  { matches: /\b(?:lies|lie|lay|lain|lying)\b/, why: "reads as translated", instead: "is, is stored, is in" },
  { matches: /\b(?:stands?|stood|standing)\b(?!-)/, why: "reads as translated", instead: "is, represents, means" },
  {
    matches: /\b(?:go|goes|going|went|gone) by\b/,
    why: "reads as translated",
    instead: "uses, follows, depends on; passes",
  },
  { matches: /\b(?:go|goes|going|went|gone) on\b/, why: "reads as translated", instead: "continues, keeps" },
  {
    matches: /\b(?:come|comes|coming|came) (?:to|again|back)\b/,
    why: "reads as translated",
    instead: "reaches, amounts to; is redelivered, returns",
  },
  {
    matches:
      /\b(?:is|are|was|were|has|have|had|there|and|or|if|that) none\b(?! of)|\bnone (?:is|are|was|were|has|have|needs?|can|may|will|does|that)\b/,
    why: "reads as translated",
    instead: "has no, is absent, is empty",
  },
  { matches: /(?<=, )since\b/, why: '"since" means time', instead: "because" },
  { matches: /\b(?:anew|afresh)\b/, why: "archaic", instead: "again, from scratch" },
  { matches: /\bof (?:its|their) own\b/, why: "reads as translated", instead: "its own, a separate" },
  { matches: /\bbeside\b/, why: "archaic", instead: "next to, besides, in addition to" },
  { matches: /\bmend(?:s|ed|ing)?\b/, why: "archaic", instead: "fix, correct, repair" },
  { matches: /\bso to speak\b/, why: "adds nothing", instead: "delete it" },
  { matches: /\bfor ever\b/, why: "archaic", instead: "forever, without end" },
  { matches: /\bput on record\b/, why: "reads as translated", instead: "recorded" },
  { matches: /\bunder way\b/, why: "the field has a term", instead: "in flight, running" },
  { matches: /\bevery so often\b/, why: "imprecise", instead: "name the interval" },
  { matches: /\bnext to nothing\b/, why: "imprecise", instead: "name the amount" },
];
