/**
 * Runs once before all tests: takes Belfry's own variables out of the environment, so that a developer's shell changes nothing, and
 * starts the PostgreSQL that the matrix of databases uses.
 */
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const name of Object.keys(process.env)) if (name.startsWith('BELFRY_')) delete process.env[name]
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  return async () => await server.stop()
}
