/** Names that `--also` gives to the programs that the goals speak of. */
export const ANCESTOR = 'gotcpspy'
export const C_PROGRAM = 'c-three-logs'
