/** What a test opens is closed after it, the last first. In: something that closes. Out: the same. */
interface Closing {
  close(): unknown
}

const open: Closing[] = []

/** After each test, by each-file.ts. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close()
}

export function closing<One extends Closing>(one: One): One {
  open.push(one)
  return one
}
