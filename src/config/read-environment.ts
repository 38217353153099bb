/** What the environment says of the configuration: which file it is. What reads that file takes long to load. */
import { resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** The file that `--config`, `$BELFRY_CONFIG` or the default names, absolute. */
export function configFile(option: string | undefined, environment: Environment): string {
  return resolve(option ?? environment.BELFRY_CONFIG ?? 'config/belfry.yaml')
}
