/** Runs once before all tests: takes Belfry's own variables out of the environment, so that a developer's shell changes nothing. */
export default function setup(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('BELFRY_')) delete process.env[name]
}
