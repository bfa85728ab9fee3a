// The rows of the tables of filters.

/**
 * The source of an expectation. "Example" means that the source's documentation gives it:
 * - django: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/, and the output of Django 5.2
 * - klaviyo: https://developers.klaviyo.com/en/docs/glossary_of_variable_filters and
 *   https://help.klaviyo.com/hc/en-us/articles/115005257788
 * - liquid: https://shopify.github.io/liquid/ and https://liquidjs.com/filters/overview.html
 * - ours: a decision in docs/template-filters.md
 */
export type Source = "django" | "klaviyo" | "liquid" | "ours" | `${"django" | "klaviyo" | "liquid"} example`;

/** An expression, its value, and the source. */
export type FilterCase = readonly [expression: string, gives: unknown, source: Source];

/** Tables by the name of the filter. */
export type FilterCases = Readonly<Record<string, readonly FilterCase[]>>;
