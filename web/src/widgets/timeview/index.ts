export * from './timeView.ts'
export * from './useGestures.ts'
