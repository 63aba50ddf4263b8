/** Why recording fails, as a sentence that ends with what becomes of connections. */
export function failureText(error: NodeJS.ErrnoException): string {
  const goOn = 'connections go on unrecorded, strict ones are reset.'
  switch (error.code) {
    case 'ENOSPC':
      return `The disk is full: ${goOn}`
    case 'EDQUOT':
      return `The disk quota is used up: ${goOn}`
    case 'EMFILE':
    case 'ENFILE':
      return `Too many files are open: ${goOn}`
    default:
      return `Files cannot be written (${error.code ?? error.message}): ${goOn}`
  }
}
