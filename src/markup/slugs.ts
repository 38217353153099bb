/**
 * Names in addresses as libraries of other generators make them. Pure. In: a text. Out: a name; it may be empty.
 */
import { slug } from 'github-slugger'

/** GitHub's (Astro makes addresses by it too), before it is told apart from others. */
export function githubSlug(text: string): string {
  return slug(text)
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' },
}

/** Pelican's: signs go, so that 3.1 becomes 31; white space and hyphens become one. */
export function pelicanSlug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/[-\s]+/g, '-')
}

/** Zola's, of letters and figures of ASCII; other writings than Latin's are lost here, and spelt out there. */
export function asciiSlug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** Hexo's: letter case stays, and so do curly quotes. */
export function hexoSlug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036F\u0000-\u001F]/g, '')
    .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'<>,.?/]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** VitePress's (mdit-vue): white space and signs become a hyphen, a figure at the beginning gets a low line. */
export function vitepressSlug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036F\u0000-\u001F]/g, '')
    .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase()
}
