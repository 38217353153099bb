export const SITE_TITLE = 'Godwit'
export const SITE_DESCRIPTION = 'News of the Godwit project'
