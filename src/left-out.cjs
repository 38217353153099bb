/** Stands in a bundle for packages that Belfry never comes to (bundle.ts). Who comes there is told so. */
module.exports = function leftOut() {
  throw new Error('This part of a package was left out of the program. Please report how you came here.')
}
