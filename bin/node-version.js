// The check of the Node version that the command and the published library run before they load anything else. It is plain
// JavaScript, because an older Node cannot load TypeScript.

/** The oldest Node that runs Flowhook; a test compares it with `engines` in package.json. */
export const OLDEST_NODE = "24.15";

/** One line that says why a version of Node ("v20.1.0") cannot run Flowhook, and how to fix it; undefined if it can. */
export function nodeProblem(version) {
  const [major, minor] = version.slice(1).split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  const install = "Install Node 24 from https://nodejs.org";
  const clone = "in a clone, use npm and npx, which run the Node 24 that npm ci installed";
  return `Flowhook needs Node ${OLDEST_NODE} or newer, but this is Node ${version.slice(1)}. ${install}; ${clone}.`;
}
