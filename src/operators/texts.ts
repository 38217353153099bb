/**
 * What `src/operators` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const operatorsTexts = {
  operatorStore: {
    noOperatorHasAddress: (address: string) => `No operator has the address ${address}.`,
  },
} as const
