/**
 * The script of pages that ask for a passkey: it shows their forms, and has the browser answer. Pure. Out: JavaScript.
 * Without it the forms stay hidden, and a link in mail signs in. Older browsers lack the JSON of WebAuthn Level 3
 * (§5.1.8 to 5.1.10), so it is made by hand there.
 */

export const PASSKEY_SCRIPT_PATH = '/console/passkeys.js'
/** Below the page's own path: what the browser is to ask for, and what it answered. */
export const OPTIONS = 'options'

export const passkeyScript = `
(() => {
  'use strict'
  if (window.PublicKeyCredential === undefined) return
  const known = window.PublicKeyCredential
  const octets = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
  const text = (octets) => {
    let letters = ''
    for (const octet of new Uint8Array(octets)) letters += String.fromCharCode(octet)
    return btoa(letters).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '')
  }
  const all = (keys) => (keys || []).map((key) => ({ ...key, id: octets(key.id) }))
  const creation = (said) =>
    known.parseCreationOptionsFromJSON
      ? known.parseCreationOptionsFromJSON(said)
      : {
          ...said,
          challenge: octets(said.challenge),
          user: { ...said.user, id: octets(said.user.id) },
          excludeCredentials: all(said.excludeCredentials),
        }
  const request = (said) =>
    known.parseRequestOptionsFromJSON
      ? known.parseRequestOptionsFromJSON(said)
      : { ...said, challenge: octets(said.challenge), allowCredentials: all(said.allowCredentials) }
  const FIELDS = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
  const plain = (key) => {
    if (key.toJSON) return key.toJSON()
    const response = {}
    for (const name of FIELDS) if (key.response[name]) response[name] = text(key.response[name])
    if (key.response.getTransports) response.transports = key.response.getTransports()
    return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} }
  }
  const send = async (path, fields) => {
    const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(fields) })
    const said = await answer.json().catch(() => ({ error: 'Load the page anew, and try again.' }))
    if (!answer.ok || said.error) throw new Error(said.error)
    return said
  }
  const add = async (form, fields) => {
    const path = form.getAttribute('action')
    const options = await send(path + '/${OPTIONS}', fields)
    const key = await navigator.credentials.create({ publicKey: creation(options) })
    await send(path, { ...fields, response: JSON.stringify(plain(key)) })
    location.reload()
  }
  const signIn = async (form) => {
    const path = '/console/sign-in/passkey'
    const options = await send(path + '/${OPTIONS}', { again: form.dataset.again || '' })
    const key = await navigator.credentials.get({ publicKey: request(options) })
    const said = await send(path, { response: JSON.stringify(plain(key)) })
    const token = form.querySelector('input[name="csrf"]')
    if (token === null) return location.assign(form.dataset.to || '/console')
    token.value = said.csrf
    HTMLFormElement.prototype.submit.call(form)
  }
  const why = (fault) =>
    fault instanceof DOMException
      ? fault.name === 'InvalidStateError'
        ? 'This authenticator has a passkey for this console already.'
        : 'No passkey was given. Nothing was done.'
      : fault.message
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const said = form.querySelector('[role="status"]')
    form.hidden = false
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      said.textContent = 'The browser asks for a passkey.'
      const fields = Object.fromEntries(new FormData(form))
      try {
        await (form.dataset.passkey === 'add' ? add(form, fields) : signIn(form))
      } catch (fault) {
        said.textContent = why(fault)
      }
    })
  }
})()
`.trimStart()
