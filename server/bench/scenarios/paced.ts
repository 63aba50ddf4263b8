// Small messages for P7 and P8: so few that they do not fill the processors themselves. Then a trip that takes longer
// had to wait for what goes on beside it.

export const PACED = { connections: 64, bytes: 64, tripsPerSecond: 2_000 } as const

export const PACED_TEXT = `${PACED.tripsPerSecond} round trips/s of ${PACED.bytes} B over ${PACED.connections} connections`
