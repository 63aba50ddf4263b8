export * from './Tip.tsx'
export * from './timeView.ts'
export * from './useGestures.ts'
