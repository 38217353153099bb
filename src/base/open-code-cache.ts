/**
 * What V8 made of the program's text, kept for its next start. Door: disk. In: the environment. Out: nothing; a cache
 * that cannot be had costs time and nothing else. Node has it from 22 on, and looks by itself whether the text is the
 * same. It stands in the user's own folder, not in one for all: what is in it is run.
 */
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { systemCode } from './errors.js'

export function openCodeCache(environment: NodeJS.ProcessEnv): void {
  const enable: unknown = Reflect.get(nodeModule, 'enableCompileCache')
  const folder = typeof enable === 'function' ? codeCacheFolder(environment) : undefined
  if (typeof enable === 'function' && folder !== undefined) enable(folder)
}

/**
 * As the XDG base directories have it; a user who chose a folder for Node itself has that one.
 * @returns undefined for a user without a home
 */
export function codeCacheFolder({ NODE_COMPILE_CACHE, XDG_CACHE_HOME }: NodeJS.ProcessEnv): string | undefined {
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE
  try {
    return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'belfry', 'code')
  } catch (thrown) {
    // A number of a container that no file of users names.
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
