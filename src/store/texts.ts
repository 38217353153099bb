/**
 * What `src/store` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const storeTexts = {
  openClients: {
    databaseDoesNotAnswer: () => 'The database does not answer.',
    fileCannotBeRead: (parameter: string, cause: string) =>
      `The file of ${parameter} in the address under database: cannot be read: ${cause}.`,
    fileHoldsNone: (parameter: string, what: string) =>
      `The file of ${parameter} in the address under database: holds no ${what}.`,
    correctItsPath: (parameter: string) =>
      `Correct its path, which begins where belfry is started unless it begins with a slash, or take ${parameter} out.`,
    nameFileOfPem: (what: string) => `Name a file in PEM format, with -----BEGIN ${what}-----.`,
  },
  openDatabase: {
    databaseCannotOpened: (nameOfDatabase: string, said: string) =>
      `The database ${nameOfDatabase} cannot be opened: ${said}.`,
  },
  openLargeTables: {
    makingIndex: (name: string) => `making index ${name}`,
    checkingRows: (table: string) => `checking rows of ${table}`,
  },
  openMigrations: {
    tablesDatabaseUseCould: () => 'The tables of the database are in use and could not be changed.',
    databaseHasTablesVersion: () => 'The database has tables that this version of Belfry does not know.',
  },
  openSqliteDriver: {
    anotherProcessHasBeen: () => 'Another process has been writing to the database for so long that this one gave up.',
    libraryCannotBeLoaded: (node: string, machine: string, why: string) =>
      `SQLite's library cannot be loaded by Node ${node} on ${machine}: ${why}`,
    installAgain: (node: number) =>
      `Install Belfry again on this machine with this Node, or take Node ${node} or later, which has SQLite inside.`,
  },
  openWatch: {
    databaseDidNotAnswer: (ms: number) => `The database did not answer within ${ms} s.`,
  },
  postgresAddress: {
    passwordNamesFF: (form: string) =>
      `${form}; in a password and in names / is %2F, ? is %3F, # is %23, @ is %40 and a space is %20.`,
    addressPostgresqlUnderDatabase: (what: string) => `The address of PostgreSQL under database: ${what}.`,
    writeSslmodeVerifyFull: (sslModes: string) => `Write sslmode=verify-full, or one of ${sslModes}.`,
    nameSslrootcertFileOr: () => 'Name it with sslrootcert=FILE, or write sslmode=verify-full.',
    parameterUnknown: (name: string) => `has the parameter ${name}, which is none of PostgreSQL's`,
    takeOutParameter: () => 'Take it out, or correct its name (sslmode, options, application_name …).',
    writeTargetSessionAttrs: () => 'Write target_session_attrs=read-write, primary or any.',
    whatStandsUnderDatabase: () => 'What stands under database: begins neither with sqlite: nor with postgres:.',
    writeSqliteFileOr: () => 'Write sqlite:FILE or postgres://user@host/name.',
  },
  postgresFaults: {
    makeRoomDiskServer: () => 'Make room on the disk of the server; what was under way goes on by itself.',
    raiseMaxConnectionsServer: () =>
      'Raise max_connections of the server, or lower databaseConnections; a role may have a limit of its own.',
    makeRoleOwnerSchema: () =>
      'Make the role the owner of the schema and all in it: ALTER SCHEMA … OWNER TO …, ALTER TABLE … OWNER TO ….',
    nameServerDoesSeveral: () =>
      'Name the server that does; with several hosts in the address Belfry looks for it. Where the role may only ' +
      'read: ALTER ROLE … RESET default_transaction_read_only.',
    giveRoleTime: (setting: string) =>
      `Let Belfry's role have its time: ALTER ROLE … SET ${setting} = 0. Belfry has limits of its own.`,
    seeWhatWasAdded: () =>
      'Look at triggers, rules and checks that were added to tables of Belfry: it needs none but its own.',
    restoreData: () => 'Look at the log of the server and at its disk; belfry restore brings back the newest backup.',
    giveServerMore: () => 'Give the server more memory, or see in its log what takes it.',
    writeNameHasNow: () =>
      'Create it (create database … owner …), write the name that it has now under database:, or rename it back.',
    correctParameter: () => 'Correct it, or take it out; sslnegotiation=direct needs an sslmode with TLS.',
    lookAtSearchPath: () =>
      'Look at search_path, and at who dropped or moved the table; belfry restore brings back all of them.',
    mendUserPasswordOr: () => 'Mend user, password or pg_hba.conf.',
    waitForServer: () =>
      'Wait until the server is up, or see in its log who ended the session; what was under way goes on with the ' +
      'next command.',
    seeLogOfPooler: () =>
      'See in the log of the pooler, or of the server, why; what was under way goes on with the next command.',
    nameWhoSigned: () =>
      'Write sslrootcert=FILE with the certificate of whoever signed it, and the host by a name that stands in it.',
    switchTlsOn: () => 'Set ssl = on in postgresql.conf; where the way to it is safe, write sslmode=disable instead.',
    compareTls: () =>
      'See that sslcert and sslkey belong together, and that the server has a version of TLS that Node has as well.',
    seeWhatListens: () =>
      'See whether host and port are those of PostgreSQL; where they are: ALTER DATABASE … ALLOW_CONNECTIONS true.',
    noHost: () => 'no host can be used',
    theDatabase: (name: string, what: string, thrown: string) =>
      `The database ${name}: ${what}${thrown === what ? '' : ` (${thrown})`}.`,
  },
  postgresSettings: {
    belfrySaysSoEvery: () =>
      'Belfry says so in every transaction: see what the pooler makes of BEGIN and of set_config.',
    transactionsNotReadCommitted: (isolation: string) => `transactions are ${isolation}, not read committed`,
    commitMayForgottenSynchronous: () => 'a commit may be forgotten (synchronous_commit is off)',
    databaseStoresTextNot: (stored: string) => `the database stores text as ${stored}, not UTF8`,
    makeAnotherOneCreate: () =>
      "Make another one (create database … encoding 'UTF8' template template0) and name it in the " + 'address.',
    textArrivesNotUtf: (spoken: string) => `text arrives as ${spoken}, not UTF8`,
    removeClientEncodingFrom: () => 'Remove client_encoding from the address, or from the settings of the pooler.',
    searchPathNotAddress: (path: string, given: string) => `search_path is ${path}, not ${given} as the address says`,
    poolerDropsOptionsTake: () =>
      'The pooler drops options: take them out of the address, and write ALTER ROLE … SET search_path = ….',
    noSchemaSearchPath: (path: string) => `no schema of search_path (${path}) is there`,
    mayMakeNoTables: (schema: string) => `the role may make no tables in the schema ${schema}`,
    grantCreate: (schema: string) =>
      `Make the role its owner: ALTER SCHEMA "${schema}" OWNER TO …, or GRANT CREATE ON SCHEMA "${schema}" TO …; ` +
      'since PostgreSQL 15 only the owner of the database may make tables in public.',
    createSchemaOrSet: () =>
      'Create the schema, or set another search_path with ALTER ROLE … SET search_path = …; a name with capitals ' +
      'stands in double quotes.',
    takesNoWrites: () => 'the server takes no writes',
    mayNotWrite: (table: string) => `the role may not write the table ${table}`,
    poolerGivesEachStatement: () => 'the pooler gives each statement another connection',
    setPoolModeTransaction: () => 'Set pool_mode = transaction, or session, in the pooler.',
    poolerTakesNoOptions: () => 'the pooler takes no options',
    takeOptionsOutAddress: () =>
      'Take options out of the address; write ALTER ROLE … SET search_path = … where it named one.',
    databaseCannotRelied: (name: string, message: string) => `The database ${name} cannot be relied on: ${message}.`,
  },
} as const
