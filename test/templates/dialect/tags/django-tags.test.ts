import { expect, test } from "vitest";
import { render } from "../render.ts";
import { AS_IN_DJANGO } from "./django-tags.ts";

test.each(AS_IN_DJANGO)("%s renders as in Django", (template, text) => {
  expect(render(template)).toBe(text);
});
