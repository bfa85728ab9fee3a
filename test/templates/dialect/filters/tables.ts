// All tables of filters.

import { DATE_CASES } from "./cases/dates.ts";
import { LIST_CASES } from "./cases/lists.ts";
import { NUMBER_CASES } from "./cases/numbers.ts";
import { TEXT_CASES } from "./cases/texts.ts";
import { WEB_CASES } from "./cases/web.ts";
import type { FilterCases } from "./filter-case.ts";

export const TABLES: FilterCases = { ...NUMBER_CASES, ...TEXT_CASES, ...LIST_CASES, ...WEB_CASES, ...DATE_CASES };
