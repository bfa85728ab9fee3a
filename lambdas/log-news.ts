// Logs news as one JSON object (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html).

import type { ReportNews } from "#app/news.ts";

/** Logs news at its level. */
export const logNews: ReportNews = ({ level, text, fields }) => console[level]({ ...fields, text });
