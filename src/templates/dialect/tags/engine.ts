// liquidjs's engine with the tags of the dialect, and no others: what may be used is listed, so that nothing new comes in
// unseen with a new version of liquidjs.

import { Liquid } from "liquidjs";
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

const TAGS = {
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

function makeEngine(): Liquid {
  const liquid = new Liquid();
  for (const name of Object.keys(liquid.tags)) delete liquid.tags[name];
  for (const [name, tag] of Object.entries(TAGS)) liquid.registerTag(name, tag);
  for (const name of CURRENT_TAGS) liquid.registerTag(name, CurrentTag);
  return liquid;
}

/** The one engine: it keeps nothing between two templates. */
export const engine: Liquid = makeEngine();
