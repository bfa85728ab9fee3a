import { describe, expect, it } from "vitest";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { type DeliverySelection, isSelected } from "#core/delivery/selection.ts";

const RECORD: DeliveryRecord = {
  v: 1,
  id: "evt_1:nps:ask",
  event_id: "evt_1",
  flow_id: "nps",
  action_id: "ask",
  status: "failed",
  round: 1,
  attempt: 1,
  created_at: 1_000,
  updated_at: 2_000,
  reason: "http-404",
  attempts: [],
  request: { url: "https://API.crm.example:8443/v1?key=***", headers: {} },
  started_at: 0,
  due_at: 0,
  event: {
    id: "evt_1",
    metric: "Placed Order",
    profile: { email: "ada@example.com" },
    properties: {},
    time: 0,
    received_at: 0,
  },
};

describe("a delivery is selected", () => {
  it.each<DeliverySelection>([
    {},
    { status: "failed" },
    { flow: "nps", action: "ask", event: "evt_1", reason: "http-404" },
    { since: 1_000, until: 1_001 },
    { target: "https://api.crm.example:8443" },
    { target: "HTTPS://API.CRM.example:8443" },
    { target: "api.crm.example:8443" },
  ])("by %o", (selection) => {
    expect(isSelected(RECORD, selection)).toBe(true);
  });
});

describe("a delivery is not selected", () => {
  it.each<DeliverySelection>([
    { status: "parked" },
    { flow: "nps", action: "thank" },
    { flow: "np" },
    { event: "evt_2" },
    { reason: "http-4" },
    { since: 1_001 },
    { until: 1_000 },
    { target: "api.crm.example" },
    { target: "crm.example:8443" },
    { target: "https://api.crm.example:8443/v1" },
    { target: "http://api.crm.example:8443" },
  ])("by %o", (selection) => {
    expect(isSelected(RECORD, selection)).toBe(false);
  });

  it("by a target if no request was made", () => {
    const { request: _none, ...unsent } = RECORD;
    expect(isSelected(unsent, { target: "api.crm.example:8443" })).toBe(false);
    expect(isSelected(unsent, { reason: "http-404" })).toBe(true);
  });
});
