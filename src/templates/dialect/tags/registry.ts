// Every tag of the dialect, by name.

import type { TagClass } from "../parsing/dialect-parser.ts";
import { AutoescapeTag, FilterTag, LiquidTag, SpacelessTag } from "./block-tags.ts";
import { CaseTag, IfTag, UnlessTag } from "./conditional-tags.ts";
import { CycleTag, IfChangedTag, ResetCycleTag } from "./cycle-and-ifchanged-tags.ts";
import { BreakTag, ContinueTag, ForTag } from "./for-tags.ts";
import { CommentTag, NoteTag, TemplateTagTag, VerbatimTag } from "./literal-tags.ts";
import { AssignTag, CaptureTag, RegroupTag, WithTag } from "./naming-tags.ts";
import { ClockTag, CURRENT_TAGS, CurrentTag, FirstOfTag, WidthRatioTag } from "./value-tags.ts";

const CLASSES: Readonly<Record<string, TagClass>> = {
  "#": NoteTag,
  assign: AssignTag,
  autoescape: AutoescapeTag,
  break: BreakTag,
  capture: CaptureTag,
  case: CaseTag,
  comment: CommentTag,
  continue: ContinueTag,
  cycle: CycleTag,
  filter: FilterTag,
  firstof: FirstOfTag,
  for: ForTag,
  if: IfTag,
  ifchanged: IfChangedTag,
  liquid: LiquidTag,
  now: ClockTag,
  raw: VerbatimTag,
  regroup: RegroupTag,
  resetcycle: ResetCycleTag,
  spaceless: SpacelessTag,
  templatetag: TemplateTagTag,
  today: ClockTag,
  unless: UnlessTag,
  verbatim: VerbatimTag,
  widthratio: WidthRatioTag,
  with: WithTag,
};

export const TAGS: ReadonlyMap<string, TagClass> = new Map<string, TagClass>([
  ...Object.entries(CLASSES),
  ...CURRENT_TAGS.map((name): [string, TagClass] => [name, CurrentTag]),
]);
