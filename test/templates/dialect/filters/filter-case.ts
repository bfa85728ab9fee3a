// The rows of the tables of filters.

/**
 * Where an expectation comes from. "Example" is one that the documentation of the source gives:
 * - django: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/, and what Django 5.2 makes of it
 * - klaviyo: https://developers.klaviyo.com/en/docs/glossary_of_variable_filters and
 *   https://help.klaviyo.com/hc/en-us/articles/115005257788
 * - liquid: https://shopify.github.io/liquid/ and https://liquidjs.com/filters/overview.html
 * - ours: a decision that docs/template-filters.md tells
 */
export type Source = "django" | "klaviyo" | "liquid" | "ours" | `${"django" | "klaviyo" | "liquid"} example`;

/** An expression, what it gives, and who says so. */
export type FilterCase = readonly [expression: string, gives: unknown, source: Source];

/** Tables by the name of the filter. */
export type FilterCases = Readonly<Record<string, readonly FilterCase[]>>;
