/**
 * `npm run docs:configuration`: docs/belfry.schema.json and docs/configuration.md of the schema and of the comments in
 * config/belfry.yaml. Out: both files, written anew. Door.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationSchema } from '../../src/config/json-schema.js'
import { repository } from '../support/project.js'
import { configurationPage } from './configuration-page.js'

const schema = configurationSchema(readFileSync(join(repository, 'config', 'belfry.yaml'), 'utf8'))
writeFileSync(join(repository, 'docs', 'belfry.schema.json'), `${JSON.stringify(schema, null, 2)}\n`)
writeFileSync(join(repository, 'docs', 'configuration.md'), configurationPage(schema))
