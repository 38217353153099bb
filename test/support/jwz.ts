/**
 * Threads as a mailbox shows them, by Jamie Zawinski's algorithm (https://www.jwz.org/doc/threading.html, steps 1 to 4:
 * References and In-Reply-To alone; step 5, which joins what only has a like subject, is left out, so that nothing is
 * helped by its subject). In: messages. Out: a forest, siblings in the order they came.
 */

export interface Threadable {
  /** Message-ID with angle brackets. */
  readonly id: string
  /** Values of the fields as they stand in the message. */
  readonly references: string
  readonly inReplyTo: string
  readonly subject: string
}

export interface Thread {
  readonly subject: string
  readonly replies: readonly Thread[]
}

interface Container {
  message?: Threadable
  parent?: Container
  readonly children: Container[]
}

const ID = /<[^<>\s]+>/g

export function threadsOf(messages: readonly Threadable[]): Thread[] {
  const table = new Map<string, Container>()
  const containerOf = (id: string) => {
    const found = table.get(id) ?? { children: [] }
    table.set(id, found)
    return found
  }
  // 1. Every message and every one it refers to gets a container; references link them, oldest first.
  messages.forEach((message, index) => {
    // A second message of the same id is a message of its own.
    const isDouble = table.get(message.id)?.message !== undefined
    const own = containerOf(isDouble ? `${message.id}#${index}` : message.id)
    own.message = message
    const references = message.references.match(ID) ?? message.inReplyTo.match(ID)?.slice(0, 1) ?? []
    let before: Container | undefined
    for (const reference of references.map(containerOf)) {
      if (before !== undefined && reference.parent === undefined) link(before, reference)
      before = reference
    }
    if (own.parent !== undefined) unlink(own)
    if (before !== undefined) link(before, own)
  })
  // 2. and 3. The root set; the table is not needed any more.
  const roots = [...table.values()].filter(({ parent }) => parent === undefined)
  return roots.flatMap((root) => prune(root, true))
}

/** Never so that a circle comes into being. */
function link(parent: Container, child: Container): void {
  for (let above: Container | undefined = parent; above !== undefined; above = above.parent) if (above === child) return
  child.parent = parent
  parent.children.push(child)
}

function unlink(child: Container): void {
  const siblings = child.parent?.children ?? []
  siblings.splice(siblings.indexOf(child), 1)
  delete child.parent
}

/** 4. A container without a message gives way to its children; at the root only where it has one alone. */
function prune(container: Container, isRoot: boolean): Thread[] {
  const replies = container.children.flatMap((child) => prune(child, false))
  if (container.message !== undefined) return [{ subject: container.message.subject, replies }]
  return !isRoot || replies.length <= 1 ? replies : [{ subject: '', replies }]
}

/** A line a message, indented under what it answers. */
export function treeLines(threads: readonly Thread[], indent = ''): string[] {
  return threads.flatMap(({ subject, replies }) => [`${indent}${subject}`, ...treeLines(replies, `${indent}  `)])
}
