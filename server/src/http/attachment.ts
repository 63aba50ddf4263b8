/**
 * A Content-Disposition that makes a browser save the answer under this name (RFC 6266). The plain form is for old
 * programs and has only letters that need no care; the other carries the name as it is (RFC 8187).
 */
export function attachment(name: string): string {
  const clean = stripControls(name)
  const plain = clean.replace(/[^A-Za-z0-9.\-_ ()[\]]/g, '_')
  const coded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${coded}`
}

/** No control characters, no direction marks, no lone surrogates, no path, no more than file systems take. */
function stripControls(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '').replace(/[/\\]/g, '_')
  return Array.from(clean).slice(0, 200).join('')
}
