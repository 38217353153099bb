/**
 * Values of another program's configuration, none of which need be what it should. Pure. In: what was parsed, or the
 * text of a program. Out: texts, addresses, folders; undefined where there is none.
 */

/** Of a configuration that is data. */
export class Values {
  constructor(private readonly root: unknown) {}

  at(path: string): unknown {
    return path.split('.').reduce((value: unknown, key) => {
      if (typeof value !== 'object' || value === null) return undefined
      const own = Object.keys(value).find((one) => one.toLowerCase() === key.toLowerCase())
      return own === undefined ? undefined : (Reflect.get(value, own) as unknown)
    }, this.root)
  }

  /** With these keys behind its own. */
  beside(more: object): Values {
    return new Values({ ...more, ...ofObject(this.root) })
  }

  /** With these keys before its own. */
  under(more: object): Values {
    return new Values({ ...ofObject(this.root), ...more })
  }

  /** A value among its own, looked at in the same way. */
  only(value: unknown): Values {
    return new Values(value)
  }

  /** Of what stands there; none where it is no map. */
  keys(path: string): string[] {
    const value = this.at(path)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  }

  /** A value that is text or a switch, as a word. */
  word(path: string): string | undefined {
    const value = this.at(path)
    return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
  }

  /** The first that is text. */
  text(...paths: readonly string[]): string | undefined {
    const found = paths.map((path) => this.at(path)).find((value) => typeof value === 'string' && value.trim() !== '')
    return typeof found === 'string' ? found.trim() : undefined
  }
}

function ofObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

export function joined(url: string | undefined, base = ''): string | undefined {
  return url === undefined ? undefined : `${url.replace(/\/+$/, '')}/${base.replace(/^\/+/, '')}`
}

export function common(values: Values, url: string | undefined) {
  return {
    title: values.text('title'),
    url: url !== undefined && /^https?:\/\/\S+$/.test(url) ? url.replace(/\/+$/, '') : undefined,
    description: values.text('description', 'params.description'),
  }
}

/** The first of these names to which a plain string is given. */
export function stringIn(text: string, names: readonly string[]): string | undefined {
  const given = (name: string) =>
    new RegExp(`(?:^|[\\s{,(])${name}["']?\\s*[:=]\\s*(["'\`])([^"'\`$\\n{]{1,300})\\1`).exec(text)?.[2]
  return names.map(given).find((found) => found !== undefined)
}

export function addressOf(value: string | undefined): string | undefined {
  return value !== undefined && /^https?:\/\//.test(value) ? value.replace(/\/+$/, '') : undefined
}

/** A folder as a configuration writes it: without `./` in front and slashes around it; '' for the site itself. */
export function folderIn(value: string): string {
  return value.replace(/^(?:\.?\/)+|^\.$|\/+$/g, '')
}
