/** The JSON Schema of the configuration on stdout, for editors. In: config/belfry.yaml, which the package brings. */
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../base/read-program.js'
import { readText } from '../base/read-text.js'
import { configurationSchema } from '../config/json-schema.js'
import { type AddCommand, terminalOf } from './command.js'

export const schemaCommand: AddCommand = (command) => {
  command.action(() => {
    const schema = configurationSchema(readText(join(PACKAGE_FOLDER, 'config', 'belfry.yaml')))
    terminalOf(command).print(schema, () => JSON.stringify(schema, null, 2))
  })
}
