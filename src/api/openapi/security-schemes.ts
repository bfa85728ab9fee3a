// The ways in which a request presents its key.

/** Security schemes, as OpenAPI describes them: https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object */
export const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "The header `Authorization: Bearer KEY`." },
  klaviyo: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "The header `Authorization: Klaviyo-API-Key KEY`, as clients of Klaviyo's API send it.",
  },
  basic: { type: "http", scheme: "basic", description: "The key as the user name, and an empty password." },
} as const;

/** The name of a security scheme. */
export type SecuritySchemeName = keyof typeof SECURITY_SCHEMES;
