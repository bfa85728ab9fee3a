// Every tag of the dialect by its name.

import type { TagClass } from "../parsing/dialect-parser.ts";
import { AssignTag } from "./assign-tag.ts";
import { CaptureTag } from "./capture-tag.ts";
import { CaseTag } from "./case-tag.ts";
import { ClockTag, CURRENT_TAGS, CurrentTag } from "./clock-tags.ts";
import { IfTag, UnlessTag } from "./conditional-tags.ts";
import { CycleTag } from "./cycle-tag.ts";
import { FirstOfTag } from "./first-of-tag.ts";
import { ForTag } from "./for-tag.ts";
import { IfChangedTag } from "./if-changed-tag.ts";
import { BreakTag, ContinueTag } from "./interrupt-tags.ts";
import { LiquidTag } from "./liquid-tag.ts";
import { CommentTag, NoteTag, VerbatimTag } from "./literal-tags.ts";
import { RegroupTag } from "./regroup-tag.ts";
import { ResetCycleTag } from "./reset-cycle-tag.ts";
import { TemplateTagTag } from "./template-tag-tag.ts";
import { AutoescapeTag, FilterTag, SpacelessTag } from "./text-block-tags.ts";
import { WidthRatioTag } from "./width-ratio-tag.ts";
import { WithTag } from "./with-tag.ts";

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

/** Every tag by its name. */
export const TAGS: ReadonlyMap<string, TagClass> = new Map<string, TagClass>([
  ...Object.entries(CLASSES),
  ...CURRENT_TAGS.map((name): [string, TagClass] => [name, CurrentTag]),
]);
