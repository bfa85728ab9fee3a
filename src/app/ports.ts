// The two sources of the outside world that every use case takes as an argument, so that tests decide both. All other ports
// are declared next to their users: runs/run-ports.ts, runs/profile-ports.ts, delivery/delivery-ports.ts,
// delivery/sending-ports.ts, flows/flow-ports.ts, targets/target-ports.ts and stops/stop-ports.ts.

/** Returns the time, in milliseconds since 1970. */
export type Now = () => number;

/** Returns a number in [0, 1), another one at each call. */
export type Random = () => number;
